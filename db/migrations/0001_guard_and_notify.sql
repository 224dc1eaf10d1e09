-- What was published stays as it was published: a version or a plan is never changed, deleted or reused.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER plans_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON plans
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER package_versions_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON package_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Cards redraw when a run changes: listeners of channel run_changed get its workflow id.
CREATE FUNCTION notify_run_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('run_changed', NEW.workflow_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER runs_notify AFTER INSERT OR UPDATE ON runs
  FOR EACH ROW EXECUTE FUNCTION notify_run_changed();
--> statement-breakpoint
CREATE TRIGGER run_steps_notify AFTER INSERT OR UPDATE ON run_steps
  FOR EACH ROW EXECUTE FUNCTION notify_run_changed();
