import { type SQL, sql } from 'drizzle-orm';

/**
 * How long runs take, counted in classes so that one more run costs the same however many there were: class `n` holds
 * runs of 2^(n/4) up to 2^((n+1)/4) milliseconds, so a median is right to within ten percent.
 */
const classesPerDoubling = sql.raw('4');
/** Holds everything above; 2^36 milliseconds are two years. */
const classLast = sql.raw('143');

/** The class of a run. @param ms an expression of SQL for how long it took */
export function classOf(ms: SQL): SQL {
  return sql`least(${classLast}, floor(${classesPerDoubling} * log(2.0, greatest(1.0, ${ms}))))::smallint`;
}

/**
 * A subquery that gives for each value of `key` the middle of the class the median run is in, as `median_ms`.
 * @param times a relation with the columns of `key`, `class` and `runs`
 */
export function medians(times: SQL, key: SQL): SQL {
  return sql`(
    SELECT ${key}, power(2.0, (min(class) + 0.5) / ${classesPerDoubling})::double precision AS median_ms
    FROM (
      SELECT ${key}, class, sum(runs) OVER (PARTITION BY ${key} ORDER BY class) AS so_far, sum(runs) OVER (PARTITION BY ${key}) AS total
      FROM ${times} AS times
    ) AS counted
    WHERE so_far >= total / 2.0
    GROUP BY ${key}
  )`;
}
