-- Rooms hear what runs say: listeners of channel room_message get the key of the row as JSON, and read the rest themselves.
CREATE FUNCTION notify_room_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('room_message', json_build_object('workflowId', NEW.workflow_id, 'path', NEW.path)::text);
  -- Its card changes as well.
  PERFORM pg_notify('run_changed', NEW.run);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER room_messages_notify AFTER INSERT ON room_messages
  FOR EACH ROW EXECUTE FUNCTION notify_room_message();
