-- demo: cross_sell
WITH "customer" AS (
  SELECT
    "customer_id",
    COLLATE(CAST("country" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "country"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(
      DISTINCT CASE
        WHEN "placed_order"."item" = (
          'shorts' || CHR(1)
        )
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN "placed_order"."item" = (
          'shorts' || CHR(1)
        ) AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count",
    COUNT(
      DISTINCT CASE
        WHEN "placed_order"."item" = (
          'tank top' || CHR(1)
        )
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN "placed_order"."item" = (
          'tank top' || CHR(1)
        )
        AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count_2"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  1 <= COALESCE("placed_order totals"."count", 0)
  AND NOT (
    1 <= COALESCE("placed_order totals"."count_2", 0)
  )
  AND "customer"."country" = (
    'CA' || CHR(1)
  )
ORDER BY
  "customer"."customer_id";

-- demo: asia
WITH "customer" AS (
  SELECT
    "customer_id",
    COLLATE(CAST("country" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "country"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  "customer"."country" IN ('JP' || CHR(1), 'KR' || CHR(1))
ORDER BY
  "customer"."customer_id";

-- demo: overseas
WITH "customer" AS (
  SELECT
    "customer_id",
    COLLATE(CAST("country" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "country"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  NOT COALESCE("customer"."country" = (
    'US' || CHR(1)
  ), FALSE)
  AND NOT COALESCE("customer"."country" = (
    'CA' || CHR(1)
  ), FALSE)
ORDER BY
  "customer"."customer_id";

-- demo: age_18_24
WITH "customer" AS (
  SELECT
    "customer_id",
    CAST("birthday" AS DATE) AS "birthday"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  18 <= (
    (
      2025 - CAST(EXTRACT(YEAR FROM "customer"."birthday") AS BIGINT)
    ) - CASE
      WHEN (
        CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - CAST(EXTRACT(YEAR FROM "customer"."birthday") AS BIGINT)
    ) - CASE
      WHEN (
        CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 24
ORDER BY
  "customer"."customer_id";

-- demo: age_25_34
WITH "customer" AS (
  SELECT
    "customer_id",
    CAST("birthday" AS DATE) AS "birthday"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  25 <= (
    (
      2025 - CAST(EXTRACT(YEAR FROM "customer"."birthday") AS BIGINT)
    ) - CASE
      WHEN (
        CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - CAST(EXTRACT(YEAR FROM "customer"."birthday") AS BIGINT)
    ) - CASE
      WHEN (
        CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 34
ORDER BY
  "customer"."customer_id";

-- demo: age_35_49
WITH "customer" AS (
  SELECT
    "customer_id",
    CAST("birthday" AS DATE) AS "birthday"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  35 <= (
    (
      2025 - CAST(EXTRACT(YEAR FROM "customer"."birthday") AS BIGINT)
    ) - CASE
      WHEN (
        CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - CAST(EXTRACT(YEAR FROM "customer"."birthday") AS BIGINT)
    ) - CASE
      WHEN (
        CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 49
ORDER BY
  "customer"."customer_id";

-- demo: age_50_plus
WITH "customer" AS (
  SELECT
    "customer_id",
    CAST("birthday" AS DATE) AS "birthday"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  50 <= (
    (
      2025 - CAST(EXTRACT(YEAR FROM "customer"."birthday") AS BIGINT)
    ) - CASE
      WHEN (
        CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
      ) > 701
      THEN 1
      ELSE 0
    END
  )
ORDER BY
  "customer"."customer_id";

-- demo: women
WITH "customer" AS (
  SELECT
    "customer_id",
    COLLATE(CAST("gender" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "gender"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  "customer"."gender" = (
    'female' || CHR(1)
  )
ORDER BY
  "customer"."customer_id";

-- demo: birthday_soon
WITH "customer" AS (
  SELECT
    "customer_id",
    CAST("birthday" AS DATE) AS "birthday"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  (
    CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
  ) IN (701, 702, 703, 704, 705, 706, 707)
ORDER BY
  "customer"."customer_id";

-- demo: students_and_teachers
WITH "customer" AS (
  SELECT
    "customer_id",
    COLLATE(CAST("occupation" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "occupation"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  "customer"."occupation" IN ('student' || CHR(1), 'teacher' || CHR(1))
ORDER BY
  "customer"."customer_id";

-- demo: leads
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "newsletter list" AS (
  SELECT
    "customer_id" AS "customer"
  FROM "newsletter"
  WHERE
    NOT "customer_id" IS NULL
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  "customer"."customer_id" IN (
    SELECT
      "newsletter list"."customer"
    FROM "newsletter list"
  )
  AND NOT (
    1 <= COALESCE("placed_order totals"."count", 0)
  )
ORDER BY
  "customer"."customer_id";

-- demo: new_signups
WITH "customer" AS (
  SELECT
    "customer_id",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("signup_at" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("signup_at" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "signup_at"
  FROM "customers"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "customer"."signup_at"
  AND "customer"."signup_at" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
ORDER BY
  "customer"."customer_id";

-- demo: new_buyers
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    MIN("placed_order"."time") AS "min"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "placed_order totals"."min"
  AND "placed_order totals"."min" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
ORDER BY
  "customer"."customer_id";

-- demo: one_recent_order
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count",
    MAX("placed_order"."time") AS "max"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  COALESCE("placed_order totals"."count", 0) = 1
  AND CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "placed_order totals"."max"
  AND "placed_order totals"."max" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
ORDER BY
  "customer"."customer_id";

-- demo: repeat_buyers
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "visited" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Visited' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count",
    MAX("placed_order"."time") AS "max"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
), "visited totals" AS (
  SELECT
    "visited"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "visited"
  WHERE
    CAST('2025-06-28 00:00:00' AS TIMESTAMP) < "visited"."time"
    AND "visited"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "visited"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
LEFT JOIN "visited totals"
  ON "visited totals"."customer" = "customer"."customer_id"
WHERE
  COALESCE("placed_order totals"."count", 0) = 1
  AND "placed_order totals"."max" < CAST('2025-06-28 00:00:00' AS TIMESTAMP)
  AND 1 <= COALESCE("visited totals"."count", 0)
ORDER BY
  "customer"."customer_id";

-- demo: loyal
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count",
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-05-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        AND "placed_order"."time" <= CAST('2025-06-01 00:00:00' AS TIMESTAMP)
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-05-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
          AND "placed_order"."time" <= CAST('2025-06-01 00:00:00' AS TIMESTAMP)
        )
        AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count_2",
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-04-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        AND "placed_order"."time" <= CAST('2025-05-01 00:00:00' AS TIMESTAMP)
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-04-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
          AND "placed_order"."time" <= CAST('2025-05-01 00:00:00' AS TIMESTAMP)
        )
        AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count_3",
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-03-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        AND "placed_order"."time" <= CAST('2025-04-01 00:00:00' AS TIMESTAMP)
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-03-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
          AND "placed_order"."time" <= CAST('2025-04-01 00:00:00' AS TIMESTAMP)
        )
        AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count_4",
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-02-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        AND "placed_order"."time" <= CAST('2025-03-01 00:00:00' AS TIMESTAMP)
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-02-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
          AND "placed_order"."time" <= CAST('2025-03-01 00:00:00' AS TIMESTAMP)
        )
        AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count_5",
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-01-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        AND "placed_order"."time" <= CAST('2025-02-01 00:00:00' AS TIMESTAMP)
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-01-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
          AND "placed_order"."time" <= CAST('2025-02-01 00:00:00' AS TIMESTAMP)
        )
        AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count_6"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  (
    CASE WHEN 1 <= COALESCE("placed_order totals"."count", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("placed_order totals"."count_2", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("placed_order totals"."count_3", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("placed_order totals"."count_4", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("placed_order totals"."count_5", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("placed_order totals"."count_6", 0) THEN 1 ELSE 0 END
  ) >= 4
ORDER BY
  "customer"."customer_id";

-- demo: reactivated
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "visited" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Visited' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    MAX("placed_order"."time") AS "max"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
), "visited totals" AS (
  SELECT
    "visited"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "visited"
  WHERE
    CAST('2025-06-28 00:00:00' AS TIMESTAMP) < "visited"."time"
    AND "visited"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "visited"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
LEFT JOIN "visited totals"
  ON "visited totals"."customer" = "customer"."customer_id"
WHERE
  "placed_order totals"."max" < CAST('2025-05-02 00:00:00' AS TIMESTAMP)
  AND 1 <= COALESCE("visited totals"."count", 0)
ORDER BY
  "customer"."customer_id";

-- demo: inactive
WITH "customer" AS (
  SELECT
    "customer_id",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("signup_at" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("signup_at" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "signup_at"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "visited" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Visited' || CHR(1)
    )
), "opened_email" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Opened Email' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count"
  FROM "placed_order"
  WHERE
    CAST('2025-05-02 00:00:00' AS TIMESTAMP) < "placed_order"."time"
    AND "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
), "visited totals" AS (
  SELECT
    "visited"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "visited"
  WHERE
    CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "visited"."time"
    AND "visited"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "visited"."customer"
), "opened_email totals" AS (
  SELECT
    "opened_email"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "opened_email"
  WHERE
    CAST('2025-03-03 00:00:00' AS TIMESTAMP) < "opened_email"."time"
    AND "opened_email"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "opened_email"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
LEFT JOIN "visited totals"
  ON "visited totals"."customer" = "customer"."customer_id"
LEFT JOIN "opened_email totals"
  ON "opened_email totals"."customer" = "customer"."customer_id"
WHERE
  NOT (
    1 <= COALESCE("placed_order totals"."count", 0)
  )
  AND 1 <= COALESCE("visited totals"."count", 0)
  AND NOT (
    1 <= COALESCE("opened_email totals"."count", 0)
  )
  AND "customer"."signup_at" < CAST('2025-01-22 00:00:00' AS TIMESTAMP)
ORDER BY
  "customer"."customer_id";

-- demo: lapsed
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count",
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-01-02 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        THEN "placed_order"."id"
      END
    ) + COUNT(
      CASE
        WHEN CAST('2025-01-02 00:00:00' AS TIMESTAMP) < "placed_order"."time"
        AND "placed_order"."id" IS NULL
        THEN 1
      END
    ) AS "count_2"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  1 <= COALESCE("placed_order totals"."count", 0)
  AND NOT (
    1 <= COALESCE("placed_order totals"."count_2", 0)
  )
ORDER BY
  "customer"."customer_id";

-- demo: high_value
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    CASE
      WHEN CAST("amount" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("amount" * 100) AS BIGINT)
    END AS "total"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COALESCE(SUM(CAST("placed_order"."total" AS DECIMAL(38, 0))), 0) AS "sum"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  50000 <= COALESCE("placed_order totals"."sum", 0)
ORDER BY
  "customer"."customer_id";

-- demo: spent_100_in_30_days
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    CASE
      WHEN CAST("amount" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("amount" * 100) AS BIGINT)
    END AS "total"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COALESCE(SUM(CAST("placed_order"."total" AS DECIMAL(38, 0))), 0) AS "sum"
  FROM "placed_order"
  WHERE
    CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
    AND "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  10000 <= COALESCE("placed_order totals"."sum", 0)
ORDER BY
  "customer"."customer_id";

-- demo: vip
-- refused: redshift cannot do lists with exactly this meaning

-- demo: top_spenders
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    CASE
      WHEN CAST("amount" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("amount" * 100) AS BIGINT)
    END AS "total"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COALESCE(SUM(CAST("placed_order"."total" AS DECIMAL(38, 0))), 0) AS "sum"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
), "standing values" AS (
  SELECT
    "customer"."customer_id",
    COALESCE("placed_order totals"."sum", 0) AS "value_1"
  FROM "customer"
  LEFT JOIN "placed_order totals"
    ON "placed_order totals"."customer" = "customer"."customer_id"
), "standing" AS (
  SELECT
    "standing values"."customer_id",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN RANK() OVER (ORDER BY "standing values"."value_1" DESC NULLS LAST) - 1
    END AS "greater",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN COUNT("standing values"."value_1") OVER ()
    END AS "any"
  FROM "standing values"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "standing"
  ON "standing"."customer_id" = "customer"."customer_id"
WHERE
  (
    CAST("standing"."greater" AS BIGINT) * 100
  ) < (
    CAST("standing"."any" AS BIGINT) * 30
  )
ORDER BY
  "customer"."customer_id";

-- demo: middle_spenders
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    CASE
      WHEN CAST("amount" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("amount" * 100) AS BIGINT)
    END AS "total"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COALESCE(SUM(CAST("placed_order"."total" AS DECIMAL(38, 0))), 0) AS "sum"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
), "standing values" AS (
  SELECT
    "customer"."customer_id",
    COALESCE("placed_order totals"."sum", 0) AS "value_1"
  FROM "customer"
  LEFT JOIN "placed_order totals"
    ON "placed_order totals"."customer" = "customer"."customer_id"
), "standing" AS (
  SELECT
    "standing values"."customer_id",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN COUNT("standing values"."value_1") OVER ()
    END AS "any",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN RANK() OVER (ORDER BY "standing values"."value_1" ASC) - 1
    END AS "smaller"
  FROM "standing values"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "standing"
  ON "standing"."customer_id" = "customer"."customer_id"
WHERE
  (
    CAST("standing"."any" AS BIGINT) * 10
  ) <= (
    CAST("standing"."smaller" AS BIGINT) * 100
  )
  AND (
    CAST("standing"."smaller" AS BIGINT) * 100
  ) < (
    CAST("standing"."any" AS BIGINT) * 70
  )
ORDER BY
  "customer"."customer_id";

-- demo: low_spenders
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    CASE
      WHEN CAST("amount" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("amount" * 100) AS BIGINT)
    END AS "total"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COALESCE(SUM(CAST("placed_order"."total" AS DECIMAL(38, 0))), 0) AS "sum"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
), "standing values" AS (
  SELECT
    "customer"."customer_id",
    COALESCE("placed_order totals"."sum", 0) AS "value_1"
  FROM "customer"
  LEFT JOIN "placed_order totals"
    ON "placed_order totals"."customer" = "customer"."customer_id"
), "standing" AS (
  SELECT
    "standing values"."customer_id",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN RANK() OVER (ORDER BY "standing values"."value_1" ASC) - 1
    END AS "smaller",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN COUNT("standing values"."value_1") OVER ()
    END AS "any"
  FROM "standing values"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "standing"
  ON "standing"."customer_id" = "customer"."customer_id"
WHERE
  (
    CAST("standing"."smaller" AS BIGINT) * 100
  ) < (
    CAST("standing"."any" AS BIGINT) * 10
  )
ORDER BY
  "customer"."customer_id";

-- demo: likely_to_spend
WITH "customer" AS (
  SELECT
    "customer_id",
    COLLATE(CAST("predicted_tier" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "predicted_tier"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count"
  FROM "placed_order"
  WHERE
    CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
    AND "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  "customer"."predicted_tier" = (
    'high' || CHR(1)
  )
  AND NOT (
    1 <= COALESCE("placed_order totals"."count", 0)
  )
ORDER BY
  "customer"."customer_id";

-- demo: cart_abandoners
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "added_to_cart" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Added to Cart' || CHR(1)
    )
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "sequence 1 start" AS (
  SELECT DISTINCT
    "added_to_cart"."customer" AS "customer",
    DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "added_to_cart"."time") AS "at",
    "added_to_cart"."item" AS "same item"
  FROM "added_to_cart"
  WHERE
    CAST('2025-06-24 00:00:00' AS TIMESTAMP) < "added_to_cart"."time"
    AND "added_to_cart"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
    AND "added_to_cart"."time" <= CAST('2025-06-30 00:00:00' AS TIMESTAMP)
), "sequence 1 events 1" AS (
  SELECT DISTINCT
    "placed_order"."customer" AS "customer",
    DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "placed_order"."time") AS "at",
    "placed_order"."item" AS "same item"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
), "sequence 1 step 1" AS (
  SELECT DISTINCT
    "sequence 1 start"."customer",
    "sequence 1 start"."at",
    "sequence 1 start"."same item"
  FROM "sequence 1 start"
  LEFT JOIN "sequence 1 events 1"
    ON "sequence 1 events 1"."customer" = "sequence 1 start"."customer"
    AND "sequence 1 events 1"."at" > "sequence 1 start"."at"
    AND (
      "sequence 1 events 1"."at" - "sequence 1 start"."at"
    ) <= 86400000000
    AND "sequence 1 events 1"."same item" = "sequence 1 start"."same item"
  WHERE
    "sequence 1 events 1"."customer" IS NULL
), "sequence 1" AS (
  SELECT DISTINCT
    "sequence 1 step 1"."customer"
  FROM "sequence 1 step 1"
)
SELECT
  "customer"."customer_id"
FROM "customer"
WHERE
  "customer"."customer_id" IN (
    SELECT
      "sequence 1"."customer"
    FROM "sequence 1"
  )
ORDER BY
  "customer"."customer_id";

-- demo: frequent_returners
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "returned_item" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Returned Item' || CHR(1)
    )
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "returned_item totals" AS (
  SELECT
    "returned_item"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "returned_item"
  WHERE
    "returned_item"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "returned_item"."customer"
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "returned_item totals"
  ON "returned_item totals"."customer" = "customer"."customer_id"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  2 <= COALESCE("returned_item totals"."count", 0)
  AND COALESCE("placed_order totals"."count", 0) <= (
    CAST(COALESCE("returned_item totals"."count", 0) AS BIGINT) * 5
  )
ORDER BY
  "customer"."customer_id";

-- demo: wants_shorts
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "viewed_product" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Viewed Product' || CHR(1)
    )
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "viewed_product totals" AS (
  SELECT
    "viewed_product"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "viewed_product"
  WHERE
    "viewed_product"."item" = (
      'shorts' || CHR(1)
    )
    AND CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "viewed_product"."time"
    AND "viewed_product"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "viewed_product"."customer"
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count"
  FROM "placed_order"
  WHERE
    "placed_order"."item" = (
      'shorts' || CHR(1)
    )
    AND CAST('2025-06-01 00:00:00' AS TIMESTAMP) < "placed_order"."time"
    AND "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "viewed_product totals"
  ON "viewed_product totals"."customer" = "customer"."customer_id"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  3 <= COALESCE("viewed_product totals"."count", 0)
  AND NOT (
    1 <= COALESCE("placed_order totals"."count", 0)
  )
ORDER BY
  "customer"."customer_id";

-- demo: coffee_refill
WITH "customer" AS (
  SELECT
    "customer_id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer_id" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item",
    "order_id" AS "id"
  FROM "events"
  WHERE
    NOT "customer_id" IS NULL
    AND NOT "ts" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(DISTINCT "placed_order"."id") + COUNT(CASE WHEN "placed_order"."id" IS NULL THEN 1 END) AS "count",
    MAX("placed_order"."time") AS "max",
    MIN("placed_order"."time") AS "min"
  FROM "placed_order"
  WHERE
    "placed_order"."item" = (
      'coffee beans' || CHR(1)
    )
    AND "placed_order"."time" <= CAST('2025-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."customer_id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."customer_id"
WHERE
  3 <= COALESCE("placed_order totals"."count", 0)
  AND 1 <= (
    CAST(CAST(COALESCE("placed_order totals"."count", 0) AS BIGINT) - 1 AS BIGINT) * (
      CAST(COALESCE("placed_order totals"."count", 0) AS BIGINT) - 1
    )
  )
  AND (
    CAST(CAST(DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "placed_order totals"."max") AS BIGINT) - DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "placed_order totals"."min") AS DECIMAL(38, 0)) * (
      CAST(COALESCE("placed_order totals"."count", 0) AS BIGINT) - 1
    )
  ) <= (
    CAST(CAST(1751328000000000 AS BIGINT) - DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "placed_order totals"."max") AS DECIMAL(38, 0)) * (
      CAST(CAST(COALESCE("placed_order totals"."count", 0) AS BIGINT) - 1 AS BIGINT) * (
        CAST(COALESCE("placed_order totals"."count", 0) AS BIGINT) - 1
      )
    )
  )
  AND (
    CAST(CAST(1751328000000000 AS BIGINT) - DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "placed_order totals"."max") AS DECIMAL(38, 0)) * (
      CAST(CAST(COALESCE("placed_order totals"."count", 0) AS BIGINT) - 1 AS BIGINT) * (
        CAST(COALESCE("placed_order totals"."count", 0) AS BIGINT) - 1
      )
    )
  ) < (
    CAST(CAST(CAST(DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "placed_order totals"."max") AS BIGINT) - DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "placed_order totals"."min") AS DECIMAL(38, 0)) * (
      CAST(COALESCE("placed_order totals"."count", 0) AS BIGINT) - 1
    ) AS DECIMAL(38, 0)) * 3
  )
ORDER BY
  "customer"."customer_id";

-- age: the birthday counts: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("birthday" AS DATE) AS "birthday"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  18 <= (
    (
      2024 - CAST(EXTRACT(YEAR FROM "customer"."birthday") AS BIGINT)
    ) - CASE
      WHEN (
        CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
      ) > 615
      THEN 1
      ELSE 0
    END
  )
ORDER BY
  "customer"."id";

-- anniversary: the next seven days across New Year: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("birthday" AS DATE) AS "birthday"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  (
    CAST(EXTRACT(MONTH FROM "customer"."birthday") AS BIGINT) * 100 + CAST(EXTRACT(DAY FROM "customer"."birthday") AS BIGINT)
  ) IN (101, 102, 103, 1228, 1229, 1230, 1231)
ORDER BY
  "customer"."id";

-- arithmetic: a sum: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("a" AS BIGINT) AS "a",
    CAST("b" AS BIGINT) AS "b"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  (
    CAST("customer"."a" AS DECIMAL(38, 0)) + "customer"."b"
  ) = 8
ORDER BY
  "customer"."id";

-- as_of: alone: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "k" AS "id"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    COUNT(DISTINCT "e_2"."id") + COUNT(CASE WHEN "e_2"."id" IS NULL THEN 1 END) AS "count"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-15 12:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  1 <= COALESCE("e totals"."count", 0)
ORDER BY
  "customer"."id";

-- avg: a tenth is a tenth: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    CASE
      WHEN CAST("total" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("total" * 100) AS BIGINT)
    END AS "total"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    COUNT("e_2"."total") AS "count",
    COALESCE(SUM(CAST("e_2"."total" AS DECIMAL(38, 0))), 0) AS "sum"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  1 <= COALESCE("e totals"."count", 0)
  AND COALESCE("e totals"."sum", 0) = (
    CAST(CAST(COALESCE("e totals"."count", 0) AS BIGINT) * 1 AS BIGINT) * 10
  )
ORDER BY
  "customer"."id";

-- boolean: and: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("p" AS INTEGER) AS "p",
    CAST("q" AS INTEGER) AS "q"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  "customer"."p" = 1 AND "customer"."q" = 1
ORDER BY
  "customer"."id";

-- count: at least: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  2 <= COALESCE("e totals"."count", 0)
ORDER BY
  "customer"."id";

-- count_of: two of three: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("x" AS INTEGER) AS "x",
    CAST("y" AS INTEGER) AS "y",
    CAST("z" AS INTEGER) AS "z"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  (
    CASE WHEN "customer"."x" = 1 THEN 1 ELSE 0 END + CASE WHEN "customer"."y" = 1 THEN 1 ELSE 0 END + CASE WHEN "customer"."z" = 1 THEN 1 ELSE 0 END
  ) >= 2
ORDER BY
  "customer"."id";

-- decimal: equal: segment
WITH "customer" AS (
  SELECT
    "id",
    CASE
      WHEN CAST("v" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("v" * 100) AS BIGINT)
    END AS "v"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  "customer"."v" = 150
ORDER BY
  "customer"."id";

-- distinct: strings by case and blanks and emptiness: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("s" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "s"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    COUNT(DISTINCT "e_2"."s") AS "distinct"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  COALESCE("e totals"."distinct", 0) = 3
ORDER BY
  "customer"."id";

-- division: a half is no zero: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("b" AS BIGINT) AS "b",
    CAST("a" AS BIGINT) AS "a"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  1 <= (
    CAST("customer"."b" AS DECIMAL(38, 0)) * "customer"."b"
  )
  AND (
    CASE
      WHEN CAST(CAST("customer"."a" AS DECIMAL(38, 0)) * "customer"."b" AS DECIMAL(38, 0)) >= (
        -9999999999999999999999999999999999999
      )
      AND CAST(CAST("customer"."a" AS DECIMAL(38, 0)) * "customer"."b" AS DECIMAL(38, 0)) <= 9999999999999999999999999999999999999
      THEN CAST(CAST("customer"."a" AS DECIMAL(38, 0)) * "customer"."b" AS DECIMAL(38, 0))
    END * 10
  ) = (
    CASE
      WHEN CAST(CAST("customer"."b" AS DECIMAL(38, 0)) * "customer"."b" AS DECIMAL(38, 0)) >= (
        -19999999999999999999999999999999999999
      )
      AND CAST(CAST("customer"."b" AS DECIMAL(38, 0)) * "customer"."b" AS DECIMAL(38, 0)) <= 19999999999999999999999999999999999999
      THEN CAST(CAST("customer"."b" AS DECIMAL(38, 0)) * "customer"."b" AS DECIMAL(38, 0))
    END * 5
  )
ORDER BY
  "customer"."id";

-- event_filters: subject and a property of the same event: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "placed_order" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("ts" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("ts" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item",
    CASE
      WHEN CAST("amount" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("amount" * 100) AS BIGINT)
    END AS "total"
  FROM "orders"
  WHERE
    NOT "customer" IS NULL AND NOT "ts" IS NULL
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "placed_order"
  WHERE
    "placed_order"."item" = (
      'shorts' || CHR(1)
    )
    AND 5000 <= "placed_order"."total"
    AND "placed_order"."time" <= CAST('2024-07-01 12:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."id"
WHERE
  1 <= COALESCE("placed_order totals"."count", 0)
ORDER BY
  "customer"."id";

-- event_windows: ever: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-30 12:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  1 <= COALESCE("e totals"."count", 0)
ORDER BY
  "customer"."id";

-- float: greater than zero: segment
WITH "customer" AS (
  SELECT
    "id",
    CASE
      WHEN CAST("f" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST("f" AS DOUBLE PRECISION)
    END AS "f"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  CAST('0.0' AS DOUBLE PRECISION) < "customer"."f"
ORDER BY
  "customer"."id";

-- ids: the event alone: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    "order" AS "id"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    COUNT(DISTINCT "e_2"."id") + COUNT(CASE WHEN "e_2"."id" IS NULL THEN 1 END) AS "count"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  1 <= COALESCE("e totals"."count", 0)
ORDER BY
  "customer"."id";

-- in: one of: segment
WITH "customer" AS (
  SELECT
    "id",
    COLLATE(CAST("country" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "country"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  "customer"."country" IN ('CA' || CHR(1), 'US' || CHR(1))
ORDER BY
  "customer"."id";

-- injection: an apostrophe: segment
WITH "customer" AS (
  SELECT
    "k'ey",
    COLLATE(CAST("n""a'm`e" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "name"
  FROM "people""; drop table people; --"
)
SELECT
  "customer"."k'ey"
FROM "customer"
WHERE
  "customer"."name" = (
    (
      'it' || CHR(39) || 's'
    ) || CHR(1)
  )
ORDER BY
  "customer"."k'ey";

-- lists: contains: segment
-- refused: redshift cannot do lists with exactly this meaning

-- literals: double quotes: segment
WITH "customer" AS (
  SELECT
    "id",
    COLLATE(CAST("s" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "s"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  "customer"."s" = (
    'anb' || CHR(1)
  )
ORDER BY
  "customer"."id";

-- min_max: the greatest is by number not by digits: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    CAST("n" AS BIGINT) AS "n"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    MAX("e_2"."n") AS "max"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  "e totals"."max" = 10
ORDER BY
  "customer"."id";

-- near: the page's example: segment
WITH "customer" AS (
  SELECT
    "id",
    CASE
      WHEN ABS(
        CASE
          WHEN ABS(CAST("lat" AS DOUBLE PRECISION)) < CAST('1e-100' AS DOUBLE PRECISION)
          THEN 0
          ELSE CAST("lat" AS DOUBLE PRECISION)
        END
      ) <= 90
      AND ABS(
        CASE
          WHEN ABS(CAST("lon" AS DOUBLE PRECISION)) < CAST('1e-100' AS DOUBLE PRECISION)
          THEN 0
          ELSE CAST("lon" AS DOUBLE PRECISION)
        END
      ) <= 180
      THEN CASE
        WHEN ABS(CAST("lat" AS DOUBLE PRECISION)) < CAST('1e-100' AS DOUBLE PRECISION)
        THEN 0
        ELSE CAST("lat" AS DOUBLE PRECISION)
      END
    END AS "home latitude",
    CASE
      WHEN ABS(
        CASE
          WHEN ABS(CAST("lat" AS DOUBLE PRECISION)) < CAST('1e-100' AS DOUBLE PRECISION)
          THEN 0
          ELSE CAST("lat" AS DOUBLE PRECISION)
        END
      ) <= 90
      AND ABS(
        CASE
          WHEN ABS(CAST("lon" AS DOUBLE PRECISION)) < CAST('1e-100' AS DOUBLE PRECISION)
          THEN 0
          ELSE CAST("lon" AS DOUBLE PRECISION)
        END
      ) <= 180
      THEN CASE
        WHEN ABS(CAST("lon" AS DOUBLE PRECISION)) < CAST('1e-100' AS DOUBLE PRECISION)
        THEN 0
        ELSE CAST("lon" AS DOUBLE PRECISION)
      END
    END AS "home longitude"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  (
    (
      SIN(
        (
          (
            "customer"."home latitude" - CAST('37.56' AS DOUBLE PRECISION)
          ) * CAST('0.017453292519943295' AS DOUBLE PRECISION)
        ) / CAST('2.0' AS DOUBLE PRECISION)
      ) * SIN(
        (
          (
            "customer"."home latitude" - CAST('37.56' AS DOUBLE PRECISION)
          ) * CAST('0.017453292519943295' AS DOUBLE PRECISION)
        ) / CAST('2.0' AS DOUBLE PRECISION)
      )
    ) + (
      (
        COS("customer"."home latitude" * CAST('0.017453292519943295' AS DOUBLE PRECISION)) * CAST('0.7927154119254235' AS DOUBLE PRECISION)
      ) * (
        SIN(
          (
            (
              "customer"."home longitude" - CAST('126.97' AS DOUBLE PRECISION)
            ) * CAST('0.017453292519943295' AS DOUBLE PRECISION)
          ) / CAST('2.0' AS DOUBLE PRECISION)
        ) * SIN(
          (
            (
              "customer"."home longitude" - CAST('126.97' AS DOUBLE PRECISION)
            ) * CAST('0.017453292519943295' AS DOUBLE PRECISION)
          ) / CAST('2.0' AS DOUBLE PRECISION)
        )
      )
    )
  ) <= CAST('1.5397895870378625e-05' AS DOUBLE PRECISION)
ORDER BY
  "customer"."id";

-- number_edges: a whole number past the middle of two doubles is the upper: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("n" AS BIGINT) AS "n",
    CASE
      WHEN CAST("f" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST("f" AS DOUBLE PRECISION)
    END AS "f"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  CAST((
    CAST(CAST(CAST("customer"."n" AS DECIMAL(38, 0)) + "customer"."n" AS DECIMAL(38, 0)) + 2051 AS VARCHAR(65535))
  ) AS DOUBLE PRECISION) = "customer"."f"
ORDER BY
  "customer"."id";

-- parameters: an integer: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("n" AS BIGINT) AS "n"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  2 <= "customer"."n"
ORDER BY
  "customer"."id";

-- percentile: at least seventy: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("n" AS BIGINT) AS "n"
  FROM "customers"
), "standing values" AS (
  SELECT
    "customer"."id",
    "customer"."n" AS "value_1"
  FROM "customer"
), "standing" AS (
  SELECT
    "standing values"."id",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN COUNT("standing values"."value_1") OVER ()
    END AS "any",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN RANK() OVER (ORDER BY "standing values"."value_1" ASC) - 1
    END AS "smaller"
  FROM "standing values"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "standing"
  ON "standing"."id" = "customer"."id"
WHERE
  (
    CAST("standing"."any" AS BIGINT) * 70
  ) <= (
    CAST("standing"."smaller" AS BIGINT) * 100
  )
ORDER BY
  "customer"."id";

-- ranks: the top tenth of ten is one: segment
WITH "customer" AS (
  SELECT
    "id",
    CAST("n" AS BIGINT) AS "n"
  FROM "customers"
), "standing values" AS (
  SELECT
    "customer"."id",
    "customer"."n" AS "value_1"
  FROM "customer"
), "standing" AS (
  SELECT
    "standing values"."id",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN RANK() OVER (ORDER BY "standing values"."value_1" DESC NULLS LAST) - 1
    END AS "greater",
    CASE
      WHEN NOT "standing values"."value_1" IS NULL
      THEN COUNT("standing values"."value_1") OVER ()
    END AS "any"
  FROM "standing values"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "standing"
  ON "standing"."id" = "customer"."id"
WHERE
  (
    CAST("standing"."greater" AS BIGINT) * 100
  ) < (
    CAST("standing"."any" AS BIGINT) * 10
  )
ORDER BY
  "customer"."id";

-- recurring: three of six months: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    COUNT(CASE WHEN CAST('2024-05-30 12:00:00' AS TIMESTAMP) < "e_2"."time" THEN 1 END) AS "count",
    COUNT(
      CASE
        WHEN CAST('2024-04-30 12:00:00' AS TIMESTAMP) < "e_2"."time"
        AND "e_2"."time" <= CAST('2024-05-30 12:00:00' AS TIMESTAMP)
        THEN 1
      END
    ) AS "count_2",
    COUNT(
      CASE
        WHEN CAST('2024-03-30 12:00:00' AS TIMESTAMP) < "e_2"."time"
        AND "e_2"."time" <= CAST('2024-04-30 12:00:00' AS TIMESTAMP)
        THEN 1
      END
    ) AS "count_3",
    COUNT(
      CASE
        WHEN CAST('2024-02-29 12:00:00' AS TIMESTAMP) < "e_2"."time"
        AND "e_2"."time" <= CAST('2024-03-30 12:00:00' AS TIMESTAMP)
        THEN 1
      END
    ) AS "count_4",
    COUNT(
      CASE
        WHEN CAST('2024-01-30 12:00:00' AS TIMESTAMP) < "e_2"."time"
        AND "e_2"."time" <= CAST('2024-02-29 12:00:00' AS TIMESTAMP)
        THEN 1
      END
    ) AS "count_5",
    COUNT(
      CASE
        WHEN CAST('2023-12-30 12:00:00' AS TIMESTAMP) < "e_2"."time"
        AND "e_2"."time" <= CAST('2024-01-30 12:00:00' AS TIMESTAMP)
        THEN 1
      END
    ) AS "count_6"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-30 12:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  (
    CASE WHEN 1 <= COALESCE("e totals"."count", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("e totals"."count_2", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("e totals"."count_3", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("e totals"."count_4", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("e totals"."count_5", 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE("e totals"."count_6", 0) THEN 1 ELSE 0 END
  ) >= 3
ORDER BY
  "customer"."id";

-- regex: starts with a plus: segment
-- refused: redshift cannot do regular expressions with exactly this meaning

-- sample: a tenth: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  SUBSTRING(
    MD5(
      CAST('holdout' AS VARCHAR(65535)) || ':' || CAST("customer"."id" AS VARCHAR(65535))
    ),
    1,
    8
  ) < '19999999'
ORDER BY
  "customer"."id";

-- sequence_absent: nobody is called abandoned before the time is up: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "cart_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "cart"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "order_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "order"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "sequence 1 start" AS (
  SELECT DISTINCT
    "cart_2"."customer" AS "customer",
    DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "cart_2"."time") AS "at"
  FROM "cart_2"
  WHERE
    "cart_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
    AND "cart_2"."time" <= CAST('2024-06-29 00:00:00' AS TIMESTAMP)
), "sequence 1 events 1" AS (
  SELECT DISTINCT
    "order_2"."customer" AS "customer",
    DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "order_2"."time") AS "at"
  FROM "order_2"
  WHERE
    "order_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
), "sequence 1 step 1" AS (
  SELECT DISTINCT
    "sequence 1 start"."customer",
    "sequence 1 start"."at"
  FROM "sequence 1 start"
  LEFT JOIN "sequence 1 events 1"
    ON "sequence 1 events 1"."customer" = "sequence 1 start"."customer"
    AND "sequence 1 events 1"."at" > "sequence 1 start"."at"
    AND (
      "sequence 1 events 1"."at" - "sequence 1 start"."at"
    ) <= 86400000000
  WHERE
    "sequence 1 events 1"."customer" IS NULL
), "sequence 1" AS (
  SELECT DISTINCT
    "sequence 1 step 1"."customer"
  FROM "sequence 1 step 1"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  "customer"."id" IN (
    SELECT
      "sequence 1"."customer"
    FROM "sequence 1"
  )
ORDER BY
  "customer"."id";

-- sequence_same: strings: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "v_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item"
  FROM "v"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "o_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    COLLATE(CAST("item" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "item"
  FROM "o"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "sequence 1 start" AS (
  SELECT DISTINCT
    "v_2"."customer" AS "customer",
    DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "v_2"."time") AS "at",
    "v_2"."item" AS "same item"
  FROM "v_2"
  WHERE
    "v_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
), "sequence 1 events 1" AS (
  SELECT DISTINCT
    "o_2"."customer" AS "customer",
    DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), "o_2"."time") AS "at",
    "o_2"."item" AS "same item"
  FROM "o_2"
  WHERE
    "o_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
), "sequence 1 step 1" AS (
  SELECT DISTINCT
    "sequence 1 events 1"."customer",
    "sequence 1 events 1"."at"
  FROM "sequence 1 start"
  JOIN "sequence 1 events 1"
    ON "sequence 1 events 1"."customer" = "sequence 1 start"."customer"
    AND "sequence 1 events 1"."at" > "sequence 1 start"."at"
    AND (
      "sequence 1 events 1"."at" - "sequence 1 start"."at"
    ) <= 86400000000
    AND "sequence 1 events 1"."same item" = "sequence 1 start"."same item"
), "sequence 1" AS (
  SELECT DISTINCT
    "sequence 1 step 1"."customer"
  FROM "sequence 1 step 1"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  "customer"."id" IN (
    SELECT
      "sequence 1"."customer"
    FROM "sequence 1"
  )
ORDER BY
  "customer"."id";

-- shared_tables: one value picks the rows: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "people"
), "placed_order" AS (
  SELECT
    "who" AS "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("at" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("at" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time"
  FROM "log"
  WHERE
    NOT "who" IS NULL
    AND NOT "at" IS NULL
    AND COLLATE(CAST("event" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') = (
      'Placed Order' || CHR(1)
    )
), "placed_order totals" AS (
  SELECT
    "placed_order"."customer" AS "customer",
    COUNT(*) AS "count"
  FROM "placed_order"
  WHERE
    "placed_order"."time" <= CAST('2024-07-01 00:00:00' AS TIMESTAMP)
  GROUP BY
    "placed_order"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "placed_order totals"
  ON "placed_order totals"."customer" = "customer"."id"
WHERE
  1 <= COALESCE("placed_order totals"."count", 0)
ORDER BY
  "customer"."id";

-- sum: three tenths are three tenths: segment
WITH "customer" AS (
  SELECT
    "id"
  FROM "customers"
), "e_2" AS (
  SELECT
    "customer",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("time" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("time" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "time",
    CASE
      WHEN CAST("total" AS DOUBLE PRECISION) <= CAST('Infinity' AS DOUBLE PRECISION)
      THEN CAST(ROUND("total" * 100) AS BIGINT)
    END AS "total"
  FROM "e"
  WHERE
    NOT "customer" IS NULL AND NOT "time" IS NULL
), "e totals" AS (
  SELECT
    "e_2"."customer" AS "customer",
    COALESCE(SUM(CAST("e_2"."total" AS DECIMAL(38, 0))), 0) AS "sum"
  FROM "e_2"
  WHERE
    "e_2"."time" <= CAST('2024-06-30 00:00:00' AS TIMESTAMP)
  GROUP BY
    "e_2"."customer"
)
SELECT
  "customer"."id"
FROM "customer"
LEFT JOIN "e totals"
  ON "e totals"."customer" = "customer"."id"
WHERE
  COALESCE("e totals"."sum", 0) = 30
ORDER BY
  "customer"."id";

-- text_tests: starts with: segment
WITH "customer" AS (
  SELECT
    "id",
    COLLATE(CAST("s" AS VARCHAR(65535)) || CHR(1), 'case_sensitive') AS "s"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  STRPOS("customer"."s", 'kim') = 1
ORDER BY
  "customer"."id";

-- windows_instant: the last day: segment
WITH "customer" AS (
  SELECT
    "id",
    CASE
      WHEN CAST(CAST('1900-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('1900-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-01-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-01-01 00:00:00' AS TIMESTAMP)
      AND CAST(CAST('2024-07-01 00:00:00+00' AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP) = CAST('2024-07-01 00:00:00' AS TIMESTAMP)
      THEN CAST("t" AS TIMESTAMP)
      ELSE CAST('the time zone of the session is not UTC: ' || CAST("t" AS VARCHAR(65535)) AS TIMESTAMP)
    END AS "t"
  FROM "customers"
)
SELECT
  "customer"."id"
FROM "customer"
WHERE
  CAST('2024-06-14 12:00:00' AS TIMESTAMP) < "customer"."t"
  AND "customer"."t" <= CAST('2024-06-15 12:00:00' AS TIMESTAMP)
ORDER BY
  "customer"."id";
