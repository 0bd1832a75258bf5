-- demo: cross_sell
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`country` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `country`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT CASE WHEN `placed_order`.`item` = 'shorts' THEN `placed_order`.`id` END) + COUNT(
      CASE
        WHEN `placed_order`.`item` = 'shorts' AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count`,
    COUNT(
      DISTINCT CASE WHEN `placed_order`.`item` = 'tank top' THEN `placed_order`.`id` END
    ) + COUNT(
      CASE
        WHEN `placed_order`.`item` = 'tank top' AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count_2`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  1 <= COALESCE(`placed_order totals`.`count`, 0)
  AND NOT (
    1 <= COALESCE(`placed_order totals`.`count_2`, 0)
  )
  AND `customer`.`country` = 'CA'
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: asia
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`country` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `country`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  `customer`.`country` IN ('JP', 'KR')
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: overseas
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`country` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `country`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  NOT COALESCE(`customer`.`country` = 'US', FALSE)
  AND NOT COALESCE(`customer`.`country` = 'CA', FALSE)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: age_18_24
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`birthday` AS DATE) AS `birthday`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  18 <= (
    (
      2025 - YEAR(`customer`.`birthday`)
    ) - CASE
      WHEN (
        MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - YEAR(`customer`.`birthday`)
    ) - CASE
      WHEN (
        MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 24
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: age_25_34
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`birthday` AS DATE) AS `birthday`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  25 <= (
    (
      2025 - YEAR(`customer`.`birthday`)
    ) - CASE
      WHEN (
        MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - YEAR(`customer`.`birthday`)
    ) - CASE
      WHEN (
        MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 34
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: age_35_49
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`birthday` AS DATE) AS `birthday`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  35 <= (
    (
      2025 - YEAR(`customer`.`birthday`)
    ) - CASE
      WHEN (
        MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - YEAR(`customer`.`birthday`)
    ) - CASE
      WHEN (
        MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 49
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: age_50_plus
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`birthday` AS DATE) AS `birthday`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  50 <= (
    (
      2025 - YEAR(`customer`.`birthday`)
    ) - CASE
      WHEN (
        MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
      ) > 701
      THEN 1
      ELSE 0
    END
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: women
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`gender` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `gender`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  `customer`.`gender` = 'female'
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: birthday_soon
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`birthday` AS DATE) AS `birthday`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  (
    MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
  ) IN (701, 702, 703, 704, 705, 706, 707)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: students_and_teachers
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`occupation` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `occupation`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  `customer`.`occupation` IN ('student', 'teacher')
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: leads
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `newsletter list` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`
  FROM `newsletter`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  `customer`.`customer_id` IN (
    SELECT
      `newsletter list`.`customer`
    FROM `newsletter list`
  )
  AND NOT (
    1 <= COALESCE(`placed_order totals`.`count`, 0)
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: new_signups
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CASE
      WHEN COERCIBILITY(`signup_at`) < 5
      AND REGEXP_LIKE(
        CAST(`signup_at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`signup_at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`signup_at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`signup_at` AS DATETIME(6))
    END AS `signup_at`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `customer`.`signup_at`
  AND `customer`.`signup_at` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: new_buyers
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    MIN(`placed_order`.`time`) AS `min`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `placed_order totals`.`min`
  AND `placed_order totals`.`min` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: one_recent_order
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`,
    MAX(`placed_order`.`time`) AS `max`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  COALESCE(`placed_order totals`.`count`, 0) = 1
  AND CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `placed_order totals`.`max`
  AND `placed_order totals`.`max` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: repeat_buyers
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `visited` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Visited'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`,
    MAX(`placed_order`.`time`) AS `max`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
), `visited totals` AS (
  SELECT
    `visited`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `visited`
  WHERE
    CAST('2025-06-28 00:00:00' AS DATETIME(6)) < `visited`.`time`
    AND `visited`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `visited`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
LEFT JOIN `visited totals`
  ON `visited totals`.`customer` = `customer`.`customer_id`
WHERE
  COALESCE(`placed_order totals`.`count`, 0) = 1
  AND `placed_order totals`.`max` < CAST('2025-06-28 00:00:00' AS DATETIME(6))
  AND 1 <= COALESCE(`visited totals`.`count`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: loyal
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        THEN `placed_order`.`id`
      END
    ) + COUNT(
      CASE
        WHEN CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count`,
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-05-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        AND `placed_order`.`time` <= CAST('2025-06-01 00:00:00' AS DATETIME(6))
        THEN `placed_order`.`id`
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-05-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
          AND `placed_order`.`time` <= CAST('2025-06-01 00:00:00' AS DATETIME(6))
        )
        AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count_2`,
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-04-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        AND `placed_order`.`time` <= CAST('2025-05-01 00:00:00' AS DATETIME(6))
        THEN `placed_order`.`id`
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-04-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
          AND `placed_order`.`time` <= CAST('2025-05-01 00:00:00' AS DATETIME(6))
        )
        AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count_3`,
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-03-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        AND `placed_order`.`time` <= CAST('2025-04-01 00:00:00' AS DATETIME(6))
        THEN `placed_order`.`id`
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-03-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
          AND `placed_order`.`time` <= CAST('2025-04-01 00:00:00' AS DATETIME(6))
        )
        AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count_4`,
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-02-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        AND `placed_order`.`time` <= CAST('2025-03-01 00:00:00' AS DATETIME(6))
        THEN `placed_order`.`id`
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-02-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
          AND `placed_order`.`time` <= CAST('2025-03-01 00:00:00' AS DATETIME(6))
        )
        AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count_5`,
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-01-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        AND `placed_order`.`time` <= CAST('2025-02-01 00:00:00' AS DATETIME(6))
        THEN `placed_order`.`id`
      END
    ) + COUNT(
      CASE
        WHEN (
          CAST('2025-01-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
          AND `placed_order`.`time` <= CAST('2025-02-01 00:00:00' AS DATETIME(6))
        )
        AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count_6`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  (
    CASE WHEN 1 <= COALESCE(`placed_order totals`.`count`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`placed_order totals`.`count_2`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`placed_order totals`.`count_3`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`placed_order totals`.`count_4`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`placed_order totals`.`count_5`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`placed_order totals`.`count_6`, 0) THEN 1 ELSE 0 END
  ) >= 4
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: reactivated
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `visited` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Visited'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    MAX(`placed_order`.`time`) AS `max`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
), `visited totals` AS (
  SELECT
    `visited`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `visited`
  WHERE
    CAST('2025-06-28 00:00:00' AS DATETIME(6)) < `visited`.`time`
    AND `visited`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `visited`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
LEFT JOIN `visited totals`
  ON `visited totals`.`customer` = `customer`.`customer_id`
WHERE
  `placed_order totals`.`max` < CAST('2025-05-02 00:00:00' AS DATETIME(6))
  AND 1 <= COALESCE(`visited totals`.`count`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: inactive
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CASE
      WHEN COERCIBILITY(`signup_at`) < 5
      AND REGEXP_LIKE(
        CAST(`signup_at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`signup_at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`signup_at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`signup_at` AS DATETIME(6))
    END AS `signup_at`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `visited` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Visited'
), `opened_email` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Opened Email'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`
  FROM `placed_order`
  WHERE
    CAST('2025-05-02 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
    AND `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
), `visited totals` AS (
  SELECT
    `visited`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `visited`
  WHERE
    CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `visited`.`time`
    AND `visited`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `visited`.`customer`
), `opened_email totals` AS (
  SELECT
    `opened_email`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `opened_email`
  WHERE
    CAST('2025-03-03 00:00:00' AS DATETIME(6)) < `opened_email`.`time`
    AND `opened_email`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `opened_email`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
LEFT JOIN `visited totals`
  ON `visited totals`.`customer` = `customer`.`customer_id`
LEFT JOIN `opened_email totals`
  ON `opened_email totals`.`customer` = `customer`.`customer_id`
WHERE
  NOT (
    1 <= COALESCE(`placed_order totals`.`count`, 0)
  )
  AND 1 <= COALESCE(`visited totals`.`count`, 0)
  AND NOT (
    1 <= COALESCE(`opened_email totals`.`count`, 0)
  )
  AND `customer`.`signup_at` < CAST('2025-01-22 00:00:00' AS DATETIME(6))
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: lapsed
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`,
    COUNT(
      DISTINCT CASE
        WHEN CAST('2025-01-02 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        THEN `placed_order`.`id`
      END
    ) + COUNT(
      CASE
        WHEN CAST('2025-01-02 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
        AND `placed_order`.`id` IS NULL
        THEN 1
      END
    ) AS `count_2`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  1 <= COALESCE(`placed_order totals`.`count`, 0)
  AND NOT (
    1 <= COALESCE(`placed_order totals`.`count_2`, 0)
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: high_value
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CASE
      WHEN COERCIBILITY(`amount`) < 5
      THEN CAST(ROUND(CAST(`amount` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`amount` * 100) AS SIGNED)
    END AS `total`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COALESCE(SUM(`placed_order`.`total`), 0) AS `sum`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  50000 <= COALESCE(`placed_order totals`.`sum`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: spent_100_in_30_days
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CASE
      WHEN COERCIBILITY(`amount`) < 5
      THEN CAST(ROUND(CAST(`amount` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`amount` * 100) AS SIGNED)
    END AS `total`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COALESCE(SUM(`placed_order`.`total`), 0) AS `sum`
  FROM `placed_order`
  WHERE
    CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
    AND `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  10000 <= COALESCE(`placed_order totals`.`sum`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: vip
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `tags`,
    `customer_id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  EXISTS(
    SELECT
      1
    FROM JSON_TABLE(`customer`.`tags`, '$[*]' COLUMNS(`value` LONGTEXT PATH '$')) AS `element`
    WHERE
      CAST(`element`.`value` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'vip'
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: top_spenders
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CASE
      WHEN COERCIBILITY(`amount`) < 5
      THEN CAST(ROUND(CAST(`amount` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`amount` * 100) AS SIGNED)
    END AS `total`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COALESCE(SUM(`placed_order`.`total`), 0) AS `sum`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
), `standing values` AS (
  SELECT
    `customer`.`customer_id`,
    COALESCE(`placed_order totals`.`sum`, 0) AS `value_1`
  FROM `customer`
  LEFT JOIN `placed_order totals`
    ON `placed_order totals`.`customer` = `customer`.`customer_id`
), `standing` AS (
  SELECT
    `standing values`.`customer_id`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN RANK() OVER (ORDER BY `standing values`.`value_1` DESC) - 1
    END AS `greater`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN COUNT(`standing values`.`value_1`) OVER ()
    END AS `any`
  FROM `standing values`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `standing`
  ON `standing`.`customer_id` = `customer`.`customer_id`
WHERE
  (
    `standing`.`greater` * 100
  ) < (
    `standing`.`any` * 30
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: middle_spenders
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CASE
      WHEN COERCIBILITY(`amount`) < 5
      THEN CAST(ROUND(CAST(`amount` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`amount` * 100) AS SIGNED)
    END AS `total`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COALESCE(SUM(`placed_order`.`total`), 0) AS `sum`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
), `standing values` AS (
  SELECT
    `customer`.`customer_id`,
    COALESCE(`placed_order totals`.`sum`, 0) AS `value_1`
  FROM `customer`
  LEFT JOIN `placed_order totals`
    ON `placed_order totals`.`customer` = `customer`.`customer_id`
), `standing` AS (
  SELECT
    `standing values`.`customer_id`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN COUNT(`standing values`.`value_1`) OVER ()
    END AS `any`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN RANK() OVER (
        ORDER BY CASE WHEN `standing values`.`value_1` IS NULL THEN 1 ELSE 0 END, `standing values`.`value_1` ASC
      ) - 1
    END AS `smaller`
  FROM `standing values`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `standing`
  ON `standing`.`customer_id` = `customer`.`customer_id`
WHERE
  (
    `standing`.`any` * 10
  ) <= (
    `standing`.`smaller` * 100
  )
  AND (
    `standing`.`smaller` * 100
  ) < (
    `standing`.`any` * 70
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: low_spenders
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CASE
      WHEN COERCIBILITY(`amount`) < 5
      THEN CAST(ROUND(CAST(`amount` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`amount` * 100) AS SIGNED)
    END AS `total`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COALESCE(SUM(`placed_order`.`total`), 0) AS `sum`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
), `standing values` AS (
  SELECT
    `customer`.`customer_id`,
    COALESCE(`placed_order totals`.`sum`, 0) AS `value_1`
  FROM `customer`
  LEFT JOIN `placed_order totals`
    ON `placed_order totals`.`customer` = `customer`.`customer_id`
), `standing` AS (
  SELECT
    `standing values`.`customer_id`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN RANK() OVER (
        ORDER BY CASE WHEN `standing values`.`value_1` IS NULL THEN 1 ELSE 0 END, `standing values`.`value_1` ASC
      ) - 1
    END AS `smaller`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN COUNT(`standing values`.`value_1`) OVER ()
    END AS `any`
  FROM `standing values`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `standing`
  ON `standing`.`customer_id` = `customer`.`customer_id`
WHERE
  (
    `standing`.`smaller` * 100
  ) < (
    `standing`.`any` * 10
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: likely_to_spend
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    CAST(`predicted_tier` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `predicted_tier`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`
  FROM `placed_order`
  WHERE
    CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
    AND `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  `customer`.`predicted_tier` = 'high'
  AND NOT (
    1 <= COALESCE(`placed_order totals`.`count`, 0)
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: cart_abandoners
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `added_to_cart` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Added to Cart'
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `sequence 1 start` AS (
  SELECT DISTINCT
    `added_to_cart`.`customer` AS `customer`,
    TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `added_to_cart`.`time`) AS `at`,
    `added_to_cart`.`item` AS `same item`
  FROM `added_to_cart`
  WHERE
    CAST('2025-06-24 00:00:00' AS DATETIME(6)) < `added_to_cart`.`time`
    AND `added_to_cart`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
    AND `added_to_cart`.`time` <= CAST('2025-06-30 00:00:00' AS DATETIME(6))
), `sequence 1 events 1` AS (
  SELECT DISTINCT
    `placed_order`.`customer` AS `customer`,
    TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `placed_order`.`time`) AS `at`,
    `placed_order`.`item` AS `same item`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
), `sequence 1 step 1` AS (
  SELECT DISTINCT
    `sequence 1 start`.`customer`,
    `sequence 1 start`.`at`,
    `sequence 1 start`.`same item`
  FROM `sequence 1 start`
  LEFT JOIN `sequence 1 events 1`
    ON `sequence 1 events 1`.`customer` = `sequence 1 start`.`customer`
    AND `sequence 1 events 1`.`at` > `sequence 1 start`.`at`
    AND (
      `sequence 1 events 1`.`at` - `sequence 1 start`.`at`
    ) <= 86400000000
    AND `sequence 1 events 1`.`same item` = `sequence 1 start`.`same item`
  WHERE
    `sequence 1 events 1`.`customer` IS NULL
), `sequence 1` AS (
  SELECT DISTINCT
    `sequence 1 step 1`.`customer`
  FROM `sequence 1 step 1`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
WHERE
  `customer`.`customer_id` IN (
    SELECT
      `sequence 1`.`customer`
    FROM `sequence 1`
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: frequent_returners
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `returned_item` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Returned Item'
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `returned_item totals` AS (
  SELECT
    `returned_item`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `returned_item`
  WHERE
    `returned_item`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `returned_item`.`customer`
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `returned_item totals`
  ON `returned_item totals`.`customer` = `customer`.`customer_id`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  2 <= COALESCE(`returned_item totals`.`count`, 0)
  AND COALESCE(`placed_order totals`.`count`, 0) <= (
    COALESCE(`returned_item totals`.`count`, 0) * 5
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: wants_shorts
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `viewed_product` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Viewed Product'
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `viewed_product totals` AS (
  SELECT
    `viewed_product`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `viewed_product`
  WHERE
    `viewed_product`.`item` = 'shorts'
    AND CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `viewed_product`.`time`
    AND `viewed_product`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `viewed_product`.`customer`
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`
  FROM `placed_order`
  WHERE
    `placed_order`.`item` = 'shorts'
    AND CAST('2025-06-01 00:00:00' AS DATETIME(6)) < `placed_order`.`time`
    AND `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `viewed_product totals`
  ON `viewed_product totals`.`customer` = `customer`.`customer_id`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  3 <= COALESCE(`viewed_product totals`.`count`, 0)
  AND NOT (
    1 <= COALESCE(`placed_order totals`.`count`, 0)
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- demo: coffee_refill
WITH `customer` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer_id`,
    `customer_id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`,
    CAST(`order_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `events`
  WHERE
    NOT (
      `customer_id` IS NULL
    )
    AND NOT (
      `ts` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(DISTINCT `placed_order`.`id`) + COUNT(CASE WHEN `placed_order`.`id` IS NULL THEN 1 END) AS `count`,
    MAX(`placed_order`.`time`) AS `max`,
    MIN(`placed_order`.`time`) AS `min`
  FROM `placed_order`
  WHERE
    `placed_order`.`item` = 'coffee beans'
    AND `placed_order`.`time` <= CAST('2025-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `customer_id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`customer_id`
WHERE
  3 <= COALESCE(`placed_order totals`.`count`, 0)
  AND 1 <= (
    (
      COALESCE(`placed_order totals`.`count`, 0) - 1
    ) * (
      COALESCE(`placed_order totals`.`count`, 0) - 1
    )
  )
  AND (
    CAST(TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `placed_order totals`.`max`) - TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `placed_order totals`.`min`) AS DECIMAL(65, 0)) * (
      COALESCE(`placed_order totals`.`count`, 0) - 1
    )
  ) <= (
    CAST(1751328000000000 - TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `placed_order totals`.`max`) AS DECIMAL(65, 0)) * (
      (
        COALESCE(`placed_order totals`.`count`, 0) - 1
      ) * (
        COALESCE(`placed_order totals`.`count`, 0) - 1
      )
    )
  )
  AND (
    CAST(1751328000000000 - TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `placed_order totals`.`max`) AS DECIMAL(65, 0)) * (
      (
        COALESCE(`placed_order totals`.`count`, 0) - 1
      ) * (
        COALESCE(`placed_order totals`.`count`, 0) - 1
      )
    )
  ) < (
    (
      CAST(TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `placed_order totals`.`max`) - TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `placed_order totals`.`min`) AS DECIMAL(65, 0)) * (
        COALESCE(`placed_order totals`.`count`, 0) - 1
      )
    ) * 3
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`customer_id`;

-- age: the birthday counts: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`birthday` AS DATE) AS `birthday`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  18 <= (
    (
      2024 - YEAR(`customer`.`birthday`)
    ) - CASE
      WHEN (
        MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
      ) > 615
      THEN 1
      ELSE 0
    END
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- anniversary: the next seven days across New Year: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`birthday` AS DATE) AS `birthday`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  (
    MONTH(`customer`.`birthday`) * 100 + DAY(`customer`.`birthday`)
  ) IN (101, 102, 103, 1228, 1229, 1230, 1231)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- arithmetic: a sum: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`a` AS SIGNED) AS `a`,
    CAST(`b` AS SIGNED) AS `b`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  (
    CAST(`customer`.`a` AS DECIMAL(65, 0)) + `customer`.`b`
  ) = 8
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- as_of: alone: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`,
    CAST(`k` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    COUNT(DISTINCT `e_2`.`id`) + COUNT(CASE WHEN `e_2`.`id` IS NULL THEN 1 END) AS `count`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-15 12:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  1 <= COALESCE(`e totals`.`count`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- avg: a tenth is a tenth: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`,
    CASE
      WHEN COERCIBILITY(`total`) < 5
      THEN CAST(ROUND(CAST(`total` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`total` * 100) AS SIGNED)
    END AS `total`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    COUNT(`e_2`.`total`) AS `count`,
    COALESCE(SUM(`e_2`.`total`), 0) AS `sum`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  1 <= COALESCE(`e totals`.`count`, 0)
  AND COALESCE(`e totals`.`sum`, 0) = (
    (
      COALESCE(`e totals`.`count`, 0) * 1
    ) * 10
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- boolean: and: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `p` <> 0 AS `p`,
    `q` <> 0 AS `q`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  `customer`.`p` = TRUE AND `customer`.`q` = TRUE
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- count: at least: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  2 <= COALESCE(`e totals`.`count`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- count_of: two of three: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `x` <> 0 AS `x`,
    `y` <> 0 AS `y`,
    `z` <> 0 AS `z`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  (
    CASE WHEN `customer`.`x` = TRUE THEN 1 ELSE 0 END + CASE WHEN `customer`.`y` = TRUE THEN 1 ELSE 0 END + CASE WHEN `customer`.`z` = TRUE THEN 1 ELSE 0 END
  ) >= 2
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- decimal: equal: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CASE
      WHEN COERCIBILITY(`v`) < 5
      THEN CAST(ROUND(CAST(`v` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`v` * 100) AS SIGNED)
    END AS `v`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  `customer`.`v` = 150
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- distinct: strings by case and blanks and emptiness: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`,
    CAST(`s` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `s`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    COUNT(DISTINCT `e_2`.`s`) AS `distinct`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  COALESCE(`e totals`.`distinct`, 0) = 3
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- division: a half is no zero: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`b` AS SIGNED) AS `b`,
    CAST(`a` AS SIGNED) AS `a`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  1 <= (
    CAST(`customer`.`b` AS DECIMAL(65, 0)) * `customer`.`b`
  )
  AND CAST(REGEXP_SUBSTR(
    CAST((
      CAST(`customer`.`a` AS DECIMAL(65, 0)) * `customer`.`b`
    ) * 10 AS CHAR),
    '^-?[0-9]{1,38}$'
  ) AS DECIMAL(65, 0)) = CAST(REGEXP_SUBSTR(
    CAST((
      CAST(`customer`.`b` AS DECIMAL(65, 0)) * `customer`.`b`
    ) * 5 AS CHAR),
    '^-?[0-9]{1,38}$'
  ) AS DECIMAL(65, 0))
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- event_filters: subject and a property of the same event: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `placed_order` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`ts`) < 5
      AND REGEXP_LIKE(
        CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`ts` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`ts` AS DATETIME(6))
    END AS `time`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`,
    CASE
      WHEN COERCIBILITY(`amount`) < 5
      THEN CAST(ROUND(CAST(`amount` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`amount` * 100) AS SIGNED)
    END AS `total`
  FROM `orders`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `ts` IS NULL
    )
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `placed_order`
  WHERE
    `placed_order`.`item` = 'shorts'
    AND 5000 <= `placed_order`.`total`
    AND `placed_order`.`time` <= CAST('2024-07-01 12:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`id`
WHERE
  1 <= COALESCE(`placed_order totals`.`count`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- event_windows: ever: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-30 12:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  1 <= COALESCE(`e totals`.`count`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- float: greater than zero: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`f` AS DOUBLE) + 0e0 AS `f`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  0.0e0 < `customer`.`f`
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- ids: the event alone: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`,
    CAST(`order` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    COUNT(DISTINCT `e_2`.`id`) + COUNT(CASE WHEN `e_2`.`id` IS NULL THEN 1 END) AS `count`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  1 <= COALESCE(`e totals`.`count`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- in: one of: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`country` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `country`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  `customer`.`country` IN ('CA', 'US')
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- injection: an apostrophe: segment
WITH `customer` AS (
  SELECT
    CAST(`k'ey` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `k'ey`,
    CAST(`n"a'm``e` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `name`,
    `k'ey` AS `stored key`
  FROM `people"; drop table people; --`
)
SELECT
  `customer`.`stored key` AS `k'ey`
FROM `customer`
WHERE
  `customer`.`name` = 'it''s'
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`k'ey`;

-- lists: contains: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `tags`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  EXISTS(
    SELECT
      1
    FROM JSON_TABLE(`customer`.`tags`, '$[*]' COLUMNS(`value` LONGTEXT PATH '$')) AS `element`
    WHERE
      CAST(`element`.`value` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'vip'
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- literals: double quotes: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`s` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `s`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  `customer`.`s` = 'anb'
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- min_max: the greatest is by number not by digits: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`,
    CAST(`n` AS SIGNED) AS `n`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    MAX(`e_2`.`n`) AS `max`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  `e totals`.`max` = 10
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- near: the page's example: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CASE
      WHEN ABS(CAST(`lat` AS DOUBLE)) <= 90 AND ABS(CAST(`lon` AS DOUBLE)) <= 180
      THEN CAST(`lat` AS DOUBLE)
    END AS `home latitude`,
    CASE
      WHEN ABS(CAST(`lat` AS DOUBLE)) <= 90 AND ABS(CAST(`lon` AS DOUBLE)) <= 180
      THEN CAST(`lon` AS DOUBLE)
    END AS `home longitude`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  (
    (
      SIN(
        (
          (
            `customer`.`home latitude` - 37.56e0
          ) * 0.017453292519943295e0
        ) / 2.0e0
      ) * SIN(
        (
          (
            `customer`.`home latitude` - 37.56e0
          ) * 0.017453292519943295e0
        ) / 2.0e0
      )
    ) + (
      (
        COS(`customer`.`home latitude` * 0.017453292519943295e0) * 0.7927154119254235e0
      ) * (
        SIN(
          (
            (
              `customer`.`home longitude` - 126.97e0
            ) * 0.017453292519943295e0
          ) / 2.0e0
        ) * SIN(
          (
            (
              `customer`.`home longitude` - 126.97e0
            ) * 0.017453292519943295e0
          ) / 2.0e0
        )
      )
    )
  ) <= 1.5397895870378625e-05
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- number_edges: a whole number past the middle of two doubles is the upper: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`n` AS SIGNED) AS `n`,
    CAST(`f` AS DOUBLE) + 0e0 AS `f`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  CAST((
    CAST(`customer`.`n` AS DECIMAL(65, 0)) + `customer`.`n`
  ) + 2051 AS DOUBLE) = `customer`.`f`
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- parameters: an integer: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`n` AS SIGNED) AS `n`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  2 <= `customer`.`n`
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- percentile: at least seventy: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`n` AS SIGNED) AS `n`,
    `id` AS `stored key`
  FROM `customers`
), `standing values` AS (
  SELECT
    `customer`.`id`,
    `customer`.`n` AS `value_1`
  FROM `customer`
), `standing` AS (
  SELECT
    `standing values`.`id`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN COUNT(`standing values`.`value_1`) OVER ()
    END AS `any`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN RANK() OVER (
        ORDER BY CASE WHEN `standing values`.`value_1` IS NULL THEN 1 ELSE 0 END, `standing values`.`value_1` ASC
      ) - 1
    END AS `smaller`
  FROM `standing values`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `standing`
  ON `standing`.`id` = `customer`.`id`
WHERE
  (
    `standing`.`any` * 70
  ) <= (
    `standing`.`smaller` * 100
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- ranks: the top tenth of ten is one: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`n` AS SIGNED) AS `n`,
    `id` AS `stored key`
  FROM `customers`
), `standing values` AS (
  SELECT
    `customer`.`id`,
    `customer`.`n` AS `value_1`
  FROM `customer`
), `standing` AS (
  SELECT
    `standing values`.`id`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN RANK() OVER (ORDER BY `standing values`.`value_1` DESC) - 1
    END AS `greater`,
    CASE
      WHEN NOT (
        `standing values`.`value_1` IS NULL
      )
      THEN COUNT(`standing values`.`value_1`) OVER ()
    END AS `any`
  FROM `standing values`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `standing`
  ON `standing`.`id` = `customer`.`id`
WHERE
  (
    `standing`.`greater` * 100
  ) < (
    `standing`.`any` * 10
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- recurring: three of six months: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    COUNT(CASE WHEN CAST('2024-05-30 12:00:00' AS DATETIME(6)) < `e_2`.`time` THEN 1 END) AS `count`,
    COUNT(
      CASE
        WHEN CAST('2024-04-30 12:00:00' AS DATETIME(6)) < `e_2`.`time`
        AND `e_2`.`time` <= CAST('2024-05-30 12:00:00' AS DATETIME(6))
        THEN 1
      END
    ) AS `count_2`,
    COUNT(
      CASE
        WHEN CAST('2024-03-30 12:00:00' AS DATETIME(6)) < `e_2`.`time`
        AND `e_2`.`time` <= CAST('2024-04-30 12:00:00' AS DATETIME(6))
        THEN 1
      END
    ) AS `count_3`,
    COUNT(
      CASE
        WHEN CAST('2024-02-29 12:00:00' AS DATETIME(6)) < `e_2`.`time`
        AND `e_2`.`time` <= CAST('2024-03-30 12:00:00' AS DATETIME(6))
        THEN 1
      END
    ) AS `count_4`,
    COUNT(
      CASE
        WHEN CAST('2024-01-30 12:00:00' AS DATETIME(6)) < `e_2`.`time`
        AND `e_2`.`time` <= CAST('2024-02-29 12:00:00' AS DATETIME(6))
        THEN 1
      END
    ) AS `count_5`,
    COUNT(
      CASE
        WHEN CAST('2023-12-30 12:00:00' AS DATETIME(6)) < `e_2`.`time`
        AND `e_2`.`time` <= CAST('2024-01-30 12:00:00' AS DATETIME(6))
        THEN 1
      END
    ) AS `count_6`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-30 12:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  (
    CASE WHEN 1 <= COALESCE(`e totals`.`count`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`e totals`.`count_2`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`e totals`.`count_3`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`e totals`.`count_4`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`e totals`.`count_5`, 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE(`e totals`.`count_6`, 0) THEN 1 ELSE 0 END
  ) >= 3
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- regex: starts with a plus: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`s` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `s`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  REGEXP_LIKE(`customer`.`s`, _utf8mb4 x'283f2d696d7378295c415c2b3832', 'c')
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- sample: a tenth: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  LEFT(MD5(CONCAT('holdout', ':', `customer`.`id`)), 8) < '19999999'
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- sequence_absent: nobody is called abandoned before the time is up: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `cart_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`
  FROM `cart`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `order_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`
  FROM `order`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `sequence 1 start` AS (
  SELECT DISTINCT
    `cart_2`.`customer` AS `customer`,
    TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `cart_2`.`time`) AS `at`
  FROM `cart_2`
  WHERE
    `cart_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
    AND `cart_2`.`time` <= CAST('2024-06-29 00:00:00' AS DATETIME(6))
), `sequence 1 events 1` AS (
  SELECT DISTINCT
    `order_2`.`customer` AS `customer`,
    TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `order_2`.`time`) AS `at`
  FROM `order_2`
  WHERE
    `order_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
), `sequence 1 step 1` AS (
  SELECT DISTINCT
    `sequence 1 start`.`customer`,
    `sequence 1 start`.`at`
  FROM `sequence 1 start`
  LEFT JOIN `sequence 1 events 1`
    ON `sequence 1 events 1`.`customer` = `sequence 1 start`.`customer`
    AND `sequence 1 events 1`.`at` > `sequence 1 start`.`at`
    AND (
      `sequence 1 events 1`.`at` - `sequence 1 start`.`at`
    ) <= 86400000000
  WHERE
    `sequence 1 events 1`.`customer` IS NULL
), `sequence 1` AS (
  SELECT DISTINCT
    `sequence 1 step 1`.`customer`
  FROM `sequence 1 step 1`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  `customer`.`id` IN (
    SELECT
      `sequence 1`.`customer`
    FROM `sequence 1`
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- sequence_same: strings: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `v_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`
  FROM `v`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `o_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`,
    CAST(`item` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `item`
  FROM `o`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `sequence 1 start` AS (
  SELECT DISTINCT
    `v_2`.`customer` AS `customer`,
    TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `v_2`.`time`) AS `at`,
    `v_2`.`item` AS `same item`
  FROM `v_2`
  WHERE
    `v_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
), `sequence 1 events 1` AS (
  SELECT DISTINCT
    `o_2`.`customer` AS `customer`,
    TIMESTAMPDIFF(MICROSECOND, CAST('1970-01-01 00:00:00' AS DATETIME(6)), `o_2`.`time`) AS `at`,
    `o_2`.`item` AS `same item`
  FROM `o_2`
  WHERE
    `o_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
), `sequence 1 step 1` AS (
  SELECT DISTINCT
    `sequence 1 events 1`.`customer`,
    `sequence 1 events 1`.`at`
  FROM `sequence 1 start`
  JOIN `sequence 1 events 1`
    ON `sequence 1 events 1`.`customer` = `sequence 1 start`.`customer`
    AND `sequence 1 events 1`.`at` > `sequence 1 start`.`at`
    AND (
      `sequence 1 events 1`.`at` - `sequence 1 start`.`at`
    ) <= 86400000000
    AND `sequence 1 events 1`.`same item` = `sequence 1 start`.`same item`
), `sequence 1` AS (
  SELECT DISTINCT
    `sequence 1 step 1`.`customer`
  FROM `sequence 1 step 1`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  `customer`.`id` IN (
    SELECT
      `sequence 1`.`customer`
    FROM `sequence 1`
  )
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- shared_tables: one value picks the rows: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `people`
), `placed_order` AS (
  SELECT
    CAST(`who` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`at`) < 5
      AND REGEXP_LIKE(
        CAST(`at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`at` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`at` AS DATETIME(6))
    END AS `time`
  FROM `log`
  WHERE
    NOT (
      `who` IS NULL
    )
    AND NOT (
      `at` IS NULL
    )
    AND CAST(`event` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin = 'Placed Order'
), `placed_order totals` AS (
  SELECT
    `placed_order`.`customer` AS `customer`,
    COUNT(*) AS `count`
  FROM `placed_order`
  WHERE
    `placed_order`.`time` <= CAST('2024-07-01 00:00:00' AS DATETIME(6))
  GROUP BY
    `placed_order`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `placed_order totals`
  ON `placed_order totals`.`customer` = `customer`.`id`
WHERE
  1 <= COALESCE(`placed_order totals`.`count`, 0)
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- sum: three tenths are three tenths: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    `id` AS `stored key`
  FROM `customers`
), `e_2` AS (
  SELECT
    CAST(`customer` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `customer`,
    CASE
      WHEN COERCIBILITY(`time`) < 5
      AND REGEXP_LIKE(
        CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`time` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`time` AS DATETIME(6))
    END AS `time`,
    CASE
      WHEN COERCIBILITY(`total`) < 5
      THEN CAST(ROUND(CAST(`total` AS DECIMAL(38, 18)) * 100) AS SIGNED)
      ELSE CAST(ROUND(`total` * 100) AS SIGNED)
    END AS `total`
  FROM `e`
  WHERE
    NOT (
      `customer` IS NULL
    ) AND NOT (
      `time` IS NULL
    )
), `e totals` AS (
  SELECT
    `e_2`.`customer` AS `customer`,
    COALESCE(SUM(`e_2`.`total`), 0) AS `sum`
  FROM `e_2`
  WHERE
    `e_2`.`time` <= CAST('2024-06-30 00:00:00' AS DATETIME(6))
  GROUP BY
    `e_2`.`customer`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
LEFT JOIN `e totals`
  ON `e totals`.`customer` = `customer`.`id`
WHERE
  COALESCE(`e totals`.`sum`, 0) = 30
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- text_tests: starts with: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CAST(`s` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `s`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  LEFT(`customer`.`s`, 3) = 'kim'
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;

-- windows_instant: the last day: segment
WITH `customer` AS (
  SELECT
    CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin AS `id`,
    CASE
      WHEN COERCIBILITY(`t`) < 5
      AND REGEXP_LIKE(
        CAST(`t` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
        ':[0-9.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$',
        'c'
      )
      THEN DATE_SUB(
        CAST(REGEXP_REPLACE(
          CAST(`t` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
          '([Zz]|[+-][0-9]{2}:[0-9]{2})$',
          ''
        ) AS DATETIME(6)),
        INTERVAL (COALESCE(
          REGEXP_SUBSTR(
            CAST(`t` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_0900_bin,
            '[+-][0-9]{2}:[0-9]{2}$'
          ),
          '+00:00'
        )) HOUR_MINUTE
      )
      ELSE CAST(`t` AS DATETIME(6))
    END AS `t`,
    `id` AS `stored key`
  FROM `customers`
)
SELECT
  `customer`.`stored key` AS `id`
FROM `customer`
WHERE
  CAST('2024-06-14 12:00:00' AS DATETIME(6)) < `customer`.`t`
  AND `customer`.`t` <= CAST('2024-06-15 12:00:00' AS DATETIME(6))
ORDER BY
  CASE
    WHEN COERCIBILITY(`customer`.`stored key`) = 5
    THEN `customer`.`stored key` + 0
  END,
  `customer`.`id`;
