-- demo: cross_sell
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST([country] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [country],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(
      DISTINCT CASE
        WHEN [placed_order].[item] = (
          CAST(N'shorts' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
        )
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN [placed_order].[item] = (
          CAST(N'shorts' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
        )
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count],
    COUNT_BIG(
      DISTINCT CASE
        WHEN [placed_order].[item] = (
          CAST(N'tank top' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
        )
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN [placed_order].[item] = (
          CAST(N'tank top' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
        )
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count_2]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  1 <= COALESCE([placed_order totals].[count], 0)
  AND NOT (
    1 <= COALESCE([placed_order totals].[count_2], 0)
  )
  AND [customer].[country] = (
    CAST(N'CA' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: asia
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST([country] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [country],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  [customer].[country] IN (
    CAST(N'JP' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0),
    CAST(N'KR' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: overseas
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST([country] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [country],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  NOT (
    CASE
      WHEN [customer].[country] = (
        CAST(N'US' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
      )
      THEN 1
      ELSE 0
    END = 1
  )
  AND NOT (
    CASE
      WHEN [customer].[country] = (
        CAST(N'CA' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
      )
      THEN 1
      ELSE 0
    END = 1
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: age_18_24
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST(SWITCHOFFSET(CAST([birthday] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS DATE) AS [birthday],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  18 <= (
    (
      2025 - YEAR([customer].[birthday])
    ) - CASE
      WHEN (
        MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - YEAR([customer].[birthday])
    ) - CASE
      WHEN (
        MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 24
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: age_25_34
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST(SWITCHOFFSET(CAST([birthday] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS DATE) AS [birthday],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  25 <= (
    (
      2025 - YEAR([customer].[birthday])
    ) - CASE
      WHEN (
        MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - YEAR([customer].[birthday])
    ) - CASE
      WHEN (
        MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 34
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: age_35_49
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST(SWITCHOFFSET(CAST([birthday] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS DATE) AS [birthday],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  35 <= (
    (
      2025 - YEAR([customer].[birthday])
    ) - CASE
      WHEN (
        MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
      ) > 701
      THEN 1
      ELSE 0
    END
  )
  AND (
    (
      2025 - YEAR([customer].[birthday])
    ) - CASE
      WHEN (
        MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
      ) > 701
      THEN 1
      ELSE 0
    END
  ) <= 49
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: age_50_plus
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST(SWITCHOFFSET(CAST([birthday] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS DATE) AS [birthday],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  50 <= (
    (
      2025 - YEAR([customer].[birthday])
    ) - CASE
      WHEN (
        MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
      ) > 701
      THEN 1
      ELSE 0
    END
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: women
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST([gender] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [gender],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  [customer].[gender] = (
    CAST(N'female' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: birthday_soon
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST(SWITCHOFFSET(CAST([birthday] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS DATE) AS [birthday],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  (
    MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
  ) IN (701, 702, 703, 704, 705, 706, 707)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: students_and_teachers
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST([occupation] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [occupation],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  [customer].[occupation] IN (
    CAST(N'student' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0),
    CAST(N'teacher' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: leads
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [newsletter list] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer]
  FROM [newsletter]
  WHERE
    NOT [customer_id] IS NULL
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  [customer].[customer_id] IN (
    SELECT
      [newsletter list].[customer]
    FROM [newsletter list]
  )
  AND NOT (
    1 <= COALESCE([placed_order totals].[count], 0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: new_signups
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(SWITCHOFFSET(CAST([signup_at] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [signup_at],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [customer].[signup_at]
  AND [customer].[signup_at] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: new_buyers
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    MIN([placed_order].[time]) AS [min]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order totals].[min]
  AND [placed_order totals].[min] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: one_recent_order
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count],
    MAX([placed_order].[time]) AS [max]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  COALESCE([placed_order totals].[count], 0) = 1
  AND CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order totals].[max]
  AND [placed_order totals].[max] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: repeat_buyers
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [visited] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Visited' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count],
    MAX([placed_order].[time]) AS [max]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
), [visited totals] AS (
  SELECT
    [visited].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [visited]
  WHERE
    CAST(N'2025-06-28T00:00:00.000000' AS DATETIME2(6)) < [visited].[time]
    AND [visited].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [visited].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
LEFT JOIN [visited totals]
  ON [visited totals].[customer] = [customer].[customer_id]
WHERE
  COALESCE([placed_order totals].[count], 0) = 1
  AND [placed_order totals].[max] < CAST(N'2025-06-28T00:00:00.000000' AS DATETIME2(6))
  AND 1 <= COALESCE([visited totals].[count], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: loyal
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(
      DISTINCT CASE
        WHEN CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count],
    COUNT_BIG(
      DISTINCT CASE
        WHEN CAST(N'2025-05-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        AND [placed_order].[time] <= CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6))
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN (
          CAST(N'2025-05-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
          AND [placed_order].[time] <= CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6))
        )
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count_2],
    COUNT_BIG(
      DISTINCT CASE
        WHEN CAST(N'2025-04-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        AND [placed_order].[time] <= CAST(N'2025-05-01T00:00:00.000000' AS DATETIME2(6))
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN (
          CAST(N'2025-04-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
          AND [placed_order].[time] <= CAST(N'2025-05-01T00:00:00.000000' AS DATETIME2(6))
        )
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count_3],
    COUNT_BIG(
      DISTINCT CASE
        WHEN CAST(N'2025-03-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        AND [placed_order].[time] <= CAST(N'2025-04-01T00:00:00.000000' AS DATETIME2(6))
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN (
          CAST(N'2025-03-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
          AND [placed_order].[time] <= CAST(N'2025-04-01T00:00:00.000000' AS DATETIME2(6))
        )
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count_4],
    COUNT_BIG(
      DISTINCT CASE
        WHEN CAST(N'2025-02-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        AND [placed_order].[time] <= CAST(N'2025-03-01T00:00:00.000000' AS DATETIME2(6))
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN (
          CAST(N'2025-02-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
          AND [placed_order].[time] <= CAST(N'2025-03-01T00:00:00.000000' AS DATETIME2(6))
        )
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count_5],
    COUNT_BIG(
      DISTINCT CASE
        WHEN CAST(N'2025-01-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        AND [placed_order].[time] <= CAST(N'2025-02-01T00:00:00.000000' AS DATETIME2(6))
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN (
          CAST(N'2025-01-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
          AND [placed_order].[time] <= CAST(N'2025-02-01T00:00:00.000000' AS DATETIME2(6))
        )
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count_6]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  (
    CASE WHEN 1 <= COALESCE([placed_order totals].[count], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([placed_order totals].[count_2], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([placed_order totals].[count_3], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([placed_order totals].[count_4], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([placed_order totals].[count_5], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([placed_order totals].[count_6], 0) THEN 1 ELSE 0 END
  ) >= 4
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: reactivated
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [visited] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Visited' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    MAX([placed_order].[time]) AS [max]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
), [visited totals] AS (
  SELECT
    [visited].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [visited]
  WHERE
    CAST(N'2025-06-28T00:00:00.000000' AS DATETIME2(6)) < [visited].[time]
    AND [visited].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [visited].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
LEFT JOIN [visited totals]
  ON [visited totals].[customer] = [customer].[customer_id]
WHERE
  [placed_order totals].[max] < CAST(N'2025-05-02T00:00:00.000000' AS DATETIME2(6))
  AND 1 <= COALESCE([visited totals].[count], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: inactive
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(SWITCHOFFSET(CAST([signup_at] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [signup_at],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [visited] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Visited' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [opened_email] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Opened Email' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count]
  FROM [placed_order]
  WHERE
    CAST(N'2025-05-02T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
    AND [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
), [visited totals] AS (
  SELECT
    [visited].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [visited]
  WHERE
    CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [visited].[time]
    AND [visited].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [visited].[customer]
), [opened_email totals] AS (
  SELECT
    [opened_email].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [opened_email]
  WHERE
    CAST(N'2025-03-03T00:00:00.000000' AS DATETIME2(6)) < [opened_email].[time]
    AND [opened_email].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [opened_email].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
LEFT JOIN [visited totals]
  ON [visited totals].[customer] = [customer].[customer_id]
LEFT JOIN [opened_email totals]
  ON [opened_email totals].[customer] = [customer].[customer_id]
WHERE
  NOT (
    1 <= COALESCE([placed_order totals].[count], 0)
  )
  AND 1 <= COALESCE([visited totals].[count], 0)
  AND NOT (
    1 <= COALESCE([opened_email totals].[count], 0)
  )
  AND [customer].[signup_at] < CAST(N'2025-01-22T00:00:00.000000' AS DATETIME2(6))
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: lapsed
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count],
    COUNT_BIG(
      DISTINCT CASE
        WHEN CAST(N'2025-01-02T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        THEN [placed_order].[id]
      END
    ) + COUNT_BIG(
      CASE
        WHEN CAST(N'2025-01-02T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
        AND [placed_order].[id] IS NULL
        THEN 1
      END
    ) AS [count_2]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  1 <= COALESCE([placed_order totals].[count], 0)
  AND NOT (
    1 <= COALESCE([placed_order totals].[count_2], 0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: high_value
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(ROUND([amount] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [total]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COALESCE(SUM(CAST([placed_order].[total] AS NUMERIC(38, 0))), 0) AS [sum]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  50000 <= COALESCE([placed_order totals].[sum], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: spent_100_in_30_days
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(ROUND([amount] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [total]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COALESCE(SUM(CAST([placed_order].[total] AS NUMERIC(38, 0))), 0) AS [sum]
  FROM [placed_order]
  WHERE
    CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
    AND [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  10000 <= COALESCE([placed_order totals].[sum], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: vip
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST([tags] AS NVARCHAR(MAX)) AS [tags],
    [customer_id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  EXISTS(
    SELECT
      1
    FROM OPENJSON([customer].[tags]) AS [element]
    WHERE
      [element].[type] <> 0
      AND (
        CAST(CAST([element].[value] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
      ) = (
        CAST(N'vip' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
      )
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: top_spenders
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(ROUND([amount] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [total]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COALESCE(SUM(CAST([placed_order].[total] AS NUMERIC(38, 0))), 0) AS [sum]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
), [standing values] AS (
  SELECT
    [customer].[customer_id] AS [customer_id],
    COALESCE([placed_order totals].[sum], 0) AS [value_1]
  FROM [customer]
  LEFT JOIN [placed_order totals]
    ON [placed_order totals].[customer] = [customer].[customer_id]
), [standing] AS (
  SELECT
    [standing values].[customer_id] AS [customer_id],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN RANK() OVER (ORDER BY [standing values].[value_1] DESC) - 1
    END AS [greater],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN COUNT_BIG([standing values].[value_1]) OVER ()
    END AS [any]
  FROM [standing values]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [standing]
  ON [standing].[customer_id] = [customer].[customer_id]
WHERE
  (
    CAST([standing].[greater] AS BIGINT) * 100
  ) < (
    CAST([standing].[any] AS BIGINT) * 30
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: middle_spenders
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(ROUND([amount] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [total]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COALESCE(SUM(CAST([placed_order].[total] AS NUMERIC(38, 0))), 0) AS [sum]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
), [standing values] AS (
  SELECT
    [customer].[customer_id] AS [customer_id],
    COALESCE([placed_order totals].[sum], 0) AS [value_1]
  FROM [customer]
  LEFT JOIN [placed_order totals]
    ON [placed_order totals].[customer] = [customer].[customer_id]
), [standing] AS (
  SELECT
    [standing values].[customer_id] AS [customer_id],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN COUNT_BIG([standing values].[value_1]) OVER ()
    END AS [any],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN RANK() OVER (
        ORDER BY CASE WHEN [standing values].[value_1] IS NULL THEN 1 ELSE 0 END, [standing values].[value_1] ASC
      ) - 1
    END AS [smaller]
  FROM [standing values]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [standing]
  ON [standing].[customer_id] = [customer].[customer_id]
WHERE
  (
    CAST([standing].[any] AS BIGINT) * 10
  ) <= (
    CAST([standing].[smaller] AS BIGINT) * 100
  )
  AND (
    CAST([standing].[smaller] AS BIGINT) * 100
  ) < (
    CAST([standing].[any] AS BIGINT) * 70
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: low_spenders
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(ROUND([amount] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [total]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COALESCE(SUM(CAST([placed_order].[total] AS NUMERIC(38, 0))), 0) AS [sum]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
), [standing values] AS (
  SELECT
    [customer].[customer_id] AS [customer_id],
    COALESCE([placed_order totals].[sum], 0) AS [value_1]
  FROM [customer]
  LEFT JOIN [placed_order totals]
    ON [placed_order totals].[customer] = [customer].[customer_id]
), [standing] AS (
  SELECT
    [standing values].[customer_id] AS [customer_id],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN RANK() OVER (
        ORDER BY CASE WHEN [standing values].[value_1] IS NULL THEN 1 ELSE 0 END, [standing values].[value_1] ASC
      ) - 1
    END AS [smaller],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN COUNT_BIG([standing values].[value_1]) OVER ()
    END AS [any]
  FROM [standing values]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [standing]
  ON [standing].[customer_id] = [customer].[customer_id]
WHERE
  (
    CAST([standing].[smaller] AS BIGINT) * 100
  ) < (
    CAST([standing].[any] AS BIGINT) * 10
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: likely_to_spend
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    CAST(CAST([predicted_tier] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [predicted_tier],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count]
  FROM [placed_order]
  WHERE
    CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
    AND [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  [customer].[predicted_tier] = (
    CAST(N'high' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
  AND NOT (
    1 <= COALESCE([placed_order totals].[count], 0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: cart_abandoners
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [added_to_cart] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Added to Cart' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [sequence 1 start] AS (
  SELECT DISTINCT
    [added_to_cart].[customer] AS [customer],
    DATEDIFF_BIG(MICROSECOND, CAST('1970-01-01T00:00:00' AS DATETIME2(6)), [added_to_cart].[time]) AS [at],
    [added_to_cart].[item] AS [same item]
  FROM [added_to_cart]
  WHERE
    CAST(N'2025-06-24T00:00:00.000000' AS DATETIME2(6)) < [added_to_cart].[time]
    AND [added_to_cart].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
    AND [added_to_cart].[time] <= CAST(N'2025-06-30T00:00:00.000000' AS DATETIME2(6))
), [sequence 1 events 1] AS (
  SELECT DISTINCT
    [placed_order].[customer] AS [customer],
    DATEDIFF_BIG(MICROSECOND, CAST('1970-01-01T00:00:00' AS DATETIME2(6)), [placed_order].[time]) AS [at],
    [placed_order].[item] AS [same item]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
), [sequence 1 step 1] AS (
  SELECT DISTINCT
    [sequence 1 start].[customer] AS [customer],
    [sequence 1 start].[at] AS [at],
    [sequence 1 start].[same item] AS [same item]
  FROM [sequence 1 start]
  LEFT JOIN [sequence 1 events 1]
    ON [sequence 1 events 1].[customer] = [sequence 1 start].[customer]
    AND [sequence 1 events 1].[at] > [sequence 1 start].[at]
    AND (
      [sequence 1 events 1].[at] - [sequence 1 start].[at]
    ) <= 86400000000
    AND [sequence 1 events 1].[same item] = [sequence 1 start].[same item]
  WHERE
    [sequence 1 events 1].[customer] IS NULL
), [sequence 1] AS (
  SELECT DISTINCT
    [sequence 1 step 1].[customer] AS [customer]
  FROM [sequence 1 step 1]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
WHERE
  [customer].[customer_id] IN (
    SELECT
      [sequence 1].[customer]
    FROM [sequence 1]
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: frequent_returners
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [returned_item] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Returned Item' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [returned_item totals] AS (
  SELECT
    [returned_item].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [returned_item]
  WHERE
    [returned_item].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [returned_item].[customer]
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [returned_item totals]
  ON [returned_item totals].[customer] = [customer].[customer_id]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  2 <= COALESCE([returned_item totals].[count], 0)
  AND COALESCE([placed_order totals].[count], 0) <= (
    CAST(COALESCE([returned_item totals].[count], 0) AS BIGINT) * 5
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: wants_shorts
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [viewed_product] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Viewed Product' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [viewed_product totals] AS (
  SELECT
    [viewed_product].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [viewed_product]
  WHERE
    [viewed_product].[item] = (
      CAST(N'shorts' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
    AND CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [viewed_product].[time]
    AND [viewed_product].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [viewed_product].[customer]
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count]
  FROM [placed_order]
  WHERE
    [placed_order].[item] = (
      CAST(N'shorts' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
    AND CAST(N'2025-06-01T00:00:00.000000' AS DATETIME2(6)) < [placed_order].[time]
    AND [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [viewed_product totals]
  ON [viewed_product totals].[customer] = [customer].[customer_id]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  3 <= COALESCE([viewed_product totals].[count], 0)
  AND NOT (
    1 <= COALESCE([placed_order totals].[count], 0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- demo: coffee_refill
WITH [customer] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer_id],
    [customer_id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item],
    CAST(CAST([order_id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [events]
  WHERE
    NOT [customer_id] IS NULL
    AND NOT [ts] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(DISTINCT [placed_order].[id]) + COUNT_BIG(CASE WHEN [placed_order].[id] IS NULL THEN 1 END) AS [count],
    MAX([placed_order].[time]) AS [max],
    MIN([placed_order].[time]) AS [min]
  FROM [placed_order]
  WHERE
    [placed_order].[item] = (
      CAST(N'coffee beans' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
    AND [placed_order].[time] <= CAST(N'2025-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [customer_id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[customer_id]
WHERE
  3 <= COALESCE([placed_order totals].[count], 0)
  AND 1 <= (
    CAST(CAST(COALESCE([placed_order totals].[count], 0) AS BIGINT) - 1 AS BIGINT) * (
      CAST(COALESCE([placed_order totals].[count], 0) AS BIGINT) - 1
    )
  )
  AND (
    CAST(CAST(DATEDIFF_BIG(
      MICROSECOND,
      CAST('1970-01-01T00:00:00' AS DATETIME2(6)),
      [placed_order totals].[max]
    ) AS BIGINT) - DATEDIFF_BIG(
      MICROSECOND,
      CAST('1970-01-01T00:00:00' AS DATETIME2(6)),
      [placed_order totals].[min]
    ) AS NUMERIC(38, 0)) * (
      CAST(COALESCE([placed_order totals].[count], 0) AS BIGINT) - 1
    )
  ) <= (
    CAST(CAST(1751328000000000 AS BIGINT) - DATEDIFF_BIG(
      MICROSECOND,
      CAST('1970-01-01T00:00:00' AS DATETIME2(6)),
      [placed_order totals].[max]
    ) AS NUMERIC(38, 0)) * (
      CAST(CAST(COALESCE([placed_order totals].[count], 0) AS BIGINT) - 1 AS BIGINT) * (
        CAST(COALESCE([placed_order totals].[count], 0) AS BIGINT) - 1
      )
    )
  )
  AND (
    CAST(CAST(1751328000000000 AS BIGINT) - DATEDIFF_BIG(
      MICROSECOND,
      CAST('1970-01-01T00:00:00' AS DATETIME2(6)),
      [placed_order totals].[max]
    ) AS NUMERIC(38, 0)) * (
      CAST(CAST(COALESCE([placed_order totals].[count], 0) AS BIGINT) - 1 AS BIGINT) * (
        CAST(COALESCE([placed_order totals].[count], 0) AS BIGINT) - 1
      )
    )
  ) < (
    CAST(CAST(CAST(DATEDIFF_BIG(
      MICROSECOND,
      CAST('1970-01-01T00:00:00' AS DATETIME2(6)),
      [placed_order totals].[max]
    ) AS BIGINT) - DATEDIFF_BIG(
      MICROSECOND,
      CAST('1970-01-01T00:00:00' AS DATETIME2(6)),
      [placed_order totals].[min]
    ) AS NUMERIC(38, 0)) * (
      CAST(COALESCE([placed_order totals].[count], 0) AS BIGINT) - 1
    ) AS NUMERIC(38, 0)) * 3
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[customer_id];

-- age: the birthday counts: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(CAST(SWITCHOFFSET(CAST([birthday] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS DATE) AS [birthday],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  18 <= (
    (
      2024 - YEAR([customer].[birthday])
    ) - CASE
      WHEN (
        MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
      ) > 615
      THEN 1
      ELSE 0
    END
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- anniversary: the next seven days across New Year: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(CAST(SWITCHOFFSET(CAST([birthday] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS DATE) AS [birthday],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  (
    MONTH([customer].[birthday]) * 100 + DAY([customer].[birthday])
  ) IN (101, 102, 103, 1228, 1229, 1230, 1231)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- arithmetic: a sum: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST([a] AS BIGINT) AS [a],
    CAST([b] AS BIGINT) AS [b],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  (
    CAST([customer].[a] AS NUMERIC(38, 0)) + [customer].[b]
  ) = 8
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- as_of: alone: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([k] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    COUNT_BIG(DISTINCT [e_2].[id]) + COUNT_BIG(CASE WHEN [e_2].[id] IS NULL THEN 1 END) AS [count]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-15T12:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  1 <= COALESCE([e totals].[count], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- avg: a tenth is a tenth: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(ROUND([total] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [total]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    COUNT_BIG([e_2].[total]) AS [count],
    COALESCE(SUM(CAST([e_2].[total] AS NUMERIC(38, 0))), 0) AS [sum]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  1 <= COALESCE([e totals].[count], 0)
  AND COALESCE([e totals].[sum], 0) = (
    CAST(CAST(COALESCE([e totals].[count], 0) AS BIGINT) * 1 AS BIGINT) * 10
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- boolean: and: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(CAST([p] AS BIT) AS INTEGER) AS [p],
    CAST(CAST([q] AS BIT) AS INTEGER) AS [q],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  [customer].[p] = 1 AND [customer].[q] = 1
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- count: at least: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  2 <= COALESCE([e totals].[count], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- count_of: two of three: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(CAST([x] AS BIT) AS INTEGER) AS [x],
    CAST(CAST([y] AS BIT) AS INTEGER) AS [y],
    CAST(CAST([z] AS BIT) AS INTEGER) AS [z],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  (
    CASE WHEN [customer].[x] = 1 THEN 1 ELSE 0 END + CASE WHEN [customer].[y] = 1 THEN 1 ELSE 0 END + CASE WHEN [customer].[z] = 1 THEN 1 ELSE 0 END
  ) >= 2
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- decimal: equal: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(ROUND([v] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [v],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  [customer].[v] = 150
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- distinct: strings by case and blanks and emptiness: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([s] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [s]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    COUNT_BIG(DISTINCT [e_2].[s]) AS [distinct]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  COALESCE([e totals].[distinct], 0) = 3
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- division: a half is no zero: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST([b] AS BIGINT) AS [b],
    CAST([a] AS BIGINT) AS [a],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  1 <= (
    CAST([customer].[b] AS NUMERIC(38, 0)) * [customer].[b]
  )
  AND (
    CASE
      WHEN CAST(CAST([customer].[a] AS NUMERIC(38, 0)) * [customer].[b] AS NUMERIC(38, 0)) >= (
        -9999999999999999999999999999999999999
      )
      AND CAST(CAST([customer].[a] AS NUMERIC(38, 0)) * [customer].[b] AS NUMERIC(38, 0)) <= 9999999999999999999999999999999999999
      THEN CAST(CAST([customer].[a] AS NUMERIC(38, 0)) * [customer].[b] AS NUMERIC(38, 0))
    END * 10
  ) = (
    CASE
      WHEN CAST(CAST([customer].[b] AS NUMERIC(38, 0)) * [customer].[b] AS NUMERIC(38, 0)) >= (
        -19999999999999999999999999999999999999
      )
      AND CAST(CAST([customer].[b] AS NUMERIC(38, 0)) * [customer].[b] AS NUMERIC(38, 0)) <= 19999999999999999999999999999999999999
      THEN CAST(CAST([customer].[b] AS NUMERIC(38, 0)) * [customer].[b] AS NUMERIC(38, 0))
    END * 5
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- event_filters: subject and a property of the same event: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [placed_order] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([ts] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item],
    CAST(ROUND([amount] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [total]
  FROM [orders]
  WHERE
    NOT [customer] IS NULL AND NOT [ts] IS NULL
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [placed_order]
  WHERE
    [placed_order].[item] = (
      CAST(N'shorts' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
    AND 5000 <= [placed_order].[total]
    AND [placed_order].[time] <= CAST(N'2024-07-01T12:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[id]
WHERE
  1 <= COALESCE([placed_order totals].[count], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- event_windows: ever: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-30T12:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  1 <= COALESCE([e totals].[count], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- float: greater than zero: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST([f] AS FLOAT) + 0e0 AS [f],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  0.0e0 < [customer].[f]
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- ids: the event alone: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([order] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    COUNT_BIG(DISTINCT [e_2].[id]) + COUNT_BIG(CASE WHEN [e_2].[id] IS NULL THEN 1 END) AS [count]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  1 <= COALESCE([e totals].[count], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- in: one of: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(CAST([country] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [country],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  [customer].[country] IN (
    CAST(N'CA' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0),
    CAST(N'US' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- injection: an apostrophe: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([k'ey] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [k'ey],
    CAST(CAST([n"a'm`e] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [name],
    [k'ey] AS [stored key 1]
  FROM [people"; drop table people; --]
)
SELECT
  [customer].[stored key 1] AS [k'ey]
FROM [customer]
WHERE
  [customer].[name] = (
    CAST(N'it''s' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[k'ey];

-- lists: contains: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST([tags] AS NVARCHAR(MAX)) AS [tags],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  EXISTS(
    SELECT
      1
    FROM OPENJSON([customer].[tags]) AS [element]
    WHERE
      [element].[type] <> 0
      AND (
        CAST(CAST([element].[value] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
      ) = (
        CAST(N'vip' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
      )
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- literals: double quotes: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(CAST([s] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [s],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  [customer].[s] = (
    CAST(N'anb' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- min_max: the greatest is by number not by digits: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST([n] AS BIGINT) AS [n]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    MAX([e_2].[n]) AS [max]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  [e totals].[max] = 10
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- near: the page's example: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CASE
      WHEN ABS(CAST([lat] AS FLOAT)) <= 90 AND ABS(CAST([lon] AS FLOAT)) <= 180
      THEN CAST([lat] AS FLOAT)
    END AS [home latitude],
    CASE
      WHEN ABS(CAST([lat] AS FLOAT)) <= 90 AND ABS(CAST([lon] AS FLOAT)) <= 180
      THEN CAST([lon] AS FLOAT)
    END AS [home longitude],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  (
    (
      SIN(
        (
          (
            [customer].[home latitude] - 37.56e0
          ) * 0.017453292519943295e0
        ) / 2.0e0
      ) * SIN(
        (
          (
            [customer].[home latitude] - 37.56e0
          ) * 0.017453292519943295e0
        ) / 2.0e0
      )
    ) + (
      (
        COS([customer].[home latitude] * 0.017453292519943295e0) * 0.7927154119254235e0
      ) * (
        SIN(
          (
            (
              [customer].[home longitude] - 126.97e0
            ) * 0.017453292519943295e0
          ) / 2.0e0
        ) * SIN(
          (
            (
              [customer].[home longitude] - 126.97e0
            ) * 0.017453292519943295e0
          ) / 2.0e0
        )
      )
    )
  ) <= 1.5397895870378625e-05
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- number_edges: a whole number past the middle of two doubles is the upper: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST([n] AS BIGINT) AS [n],
    CAST([f] AS FLOAT) + 0e0 AS [f],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  CAST(CAST(CAST(CAST([customer].[n] AS NUMERIC(38, 0)) + [customer].[n] AS NUMERIC(38, 0)) + 2051 AS VARCHAR(40)) AS FLOAT) = [customer].[f]
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- parameters: an integer: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST([n] AS BIGINT) AS [n],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  2 <= [customer].[n]
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- percentile: at least seventy: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST([n] AS BIGINT) AS [n],
    [id] AS [stored key 1]
  FROM [customers]
), [standing values] AS (
  SELECT
    [customer].[id] AS [id],
    [customer].[n] AS [value_1]
  FROM [customer]
), [standing] AS (
  SELECT
    [standing values].[id] AS [id],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN COUNT_BIG([standing values].[value_1]) OVER ()
    END AS [any],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN RANK() OVER (
        ORDER BY CASE WHEN [standing values].[value_1] IS NULL THEN 1 ELSE 0 END, [standing values].[value_1] ASC
      ) - 1
    END AS [smaller]
  FROM [standing values]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [standing]
  ON [standing].[id] = [customer].[id]
WHERE
  (
    CAST([standing].[any] AS BIGINT) * 70
  ) <= (
    CAST([standing].[smaller] AS BIGINT) * 100
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- ranks: the top tenth of ten is one: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST([n] AS BIGINT) AS [n],
    [id] AS [stored key 1]
  FROM [customers]
), [standing values] AS (
  SELECT
    [customer].[id] AS [id],
    [customer].[n] AS [value_1]
  FROM [customer]
), [standing] AS (
  SELECT
    [standing values].[id] AS [id],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN RANK() OVER (ORDER BY [standing values].[value_1] DESC) - 1
    END AS [greater],
    CASE
      WHEN NOT [standing values].[value_1] IS NULL
      THEN COUNT_BIG([standing values].[value_1]) OVER ()
    END AS [any]
  FROM [standing values]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [standing]
  ON [standing].[id] = [customer].[id]
WHERE
  (
    CAST([standing].[greater] AS BIGINT) * 100
  ) < (
    CAST([standing].[any] AS BIGINT) * 10
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- recurring: three of six months: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    COUNT_BIG(
      CASE
        WHEN CAST(N'2024-05-30T12:00:00.000000' AS DATETIME2(6)) < [e_2].[time]
        THEN 1
      END
    ) AS [count],
    COUNT_BIG(
      CASE
        WHEN CAST(N'2024-04-30T12:00:00.000000' AS DATETIME2(6)) < [e_2].[time]
        AND [e_2].[time] <= CAST(N'2024-05-30T12:00:00.000000' AS DATETIME2(6))
        THEN 1
      END
    ) AS [count_2],
    COUNT_BIG(
      CASE
        WHEN CAST(N'2024-03-30T12:00:00.000000' AS DATETIME2(6)) < [e_2].[time]
        AND [e_2].[time] <= CAST(N'2024-04-30T12:00:00.000000' AS DATETIME2(6))
        THEN 1
      END
    ) AS [count_3],
    COUNT_BIG(
      CASE
        WHEN CAST(N'2024-02-29T12:00:00.000000' AS DATETIME2(6)) < [e_2].[time]
        AND [e_2].[time] <= CAST(N'2024-03-30T12:00:00.000000' AS DATETIME2(6))
        THEN 1
      END
    ) AS [count_4],
    COUNT_BIG(
      CASE
        WHEN CAST(N'2024-01-30T12:00:00.000000' AS DATETIME2(6)) < [e_2].[time]
        AND [e_2].[time] <= CAST(N'2024-02-29T12:00:00.000000' AS DATETIME2(6))
        THEN 1
      END
    ) AS [count_5],
    COUNT_BIG(
      CASE
        WHEN CAST(N'2023-12-30T12:00:00.000000' AS DATETIME2(6)) < [e_2].[time]
        AND [e_2].[time] <= CAST(N'2024-01-30T12:00:00.000000' AS DATETIME2(6))
        THEN 1
      END
    ) AS [count_6]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-30T12:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  (
    CASE WHEN 1 <= COALESCE([e totals].[count], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([e totals].[count_2], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([e totals].[count_3], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([e totals].[count_4], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([e totals].[count_5], 0) THEN 1 ELSE 0 END + CASE WHEN 1 <= COALESCE([e totals].[count_6], 0) THEN 1 ELSE 0 END
  ) >= 3
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- regex: starts with a plus: segment
-- refused: tsql cannot do `matches` with exactly this meaning

-- sample: a tenth: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  LOWER(
    LEFT(
      CONVERT(
        VARCHAR(32),
        HASHBYTES(
          'MD5',
          CAST(N'holdout' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + ':' + LEFT([customer].[id], LEN([customer].[id]) - 1)
        ),
        2
      ),
      8
    )
  ) COLLATE Latin1_General_100_BIN2_UTF8 < (
    N'19999999'
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- sequence_absent: nobody is called abandoned before the time is up: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [cart_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [cart]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [order_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [order]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [sequence 1 start] AS (
  SELECT DISTINCT
    [cart_2].[customer] AS [customer],
    DATEDIFF_BIG(MICROSECOND, CAST('1970-01-01T00:00:00' AS DATETIME2(6)), [cart_2].[time]) AS [at]
  FROM [cart_2]
  WHERE
    [cart_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
    AND [cart_2].[time] <= CAST(N'2024-06-29T00:00:00.000000' AS DATETIME2(6))
), [sequence 1 events 1] AS (
  SELECT DISTINCT
    [order_2].[customer] AS [customer],
    DATEDIFF_BIG(MICROSECOND, CAST('1970-01-01T00:00:00' AS DATETIME2(6)), [order_2].[time]) AS [at]
  FROM [order_2]
  WHERE
    [order_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
), [sequence 1 step 1] AS (
  SELECT DISTINCT
    [sequence 1 start].[customer] AS [customer],
    [sequence 1 start].[at] AS [at]
  FROM [sequence 1 start]
  LEFT JOIN [sequence 1 events 1]
    ON [sequence 1 events 1].[customer] = [sequence 1 start].[customer]
    AND [sequence 1 events 1].[at] > [sequence 1 start].[at]
    AND (
      [sequence 1 events 1].[at] - [sequence 1 start].[at]
    ) <= 86400000000
  WHERE
    [sequence 1 events 1].[customer] IS NULL
), [sequence 1] AS (
  SELECT DISTINCT
    [sequence 1 step 1].[customer] AS [customer]
  FROM [sequence 1 step 1]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  [customer].[id] IN (
    SELECT
      [sequence 1].[customer]
    FROM [sequence 1]
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- sequence_same: strings: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [v_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item]
  FROM [v]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [o_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(CAST([item] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [item]
  FROM [o]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [sequence 1 start] AS (
  SELECT DISTINCT
    [v_2].[customer] AS [customer],
    DATEDIFF_BIG(MICROSECOND, CAST('1970-01-01T00:00:00' AS DATETIME2(6)), [v_2].[time]) AS [at],
    [v_2].[item] AS [same item]
  FROM [v_2]
  WHERE
    [v_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
), [sequence 1 events 1] AS (
  SELECT DISTINCT
    [o_2].[customer] AS [customer],
    DATEDIFF_BIG(MICROSECOND, CAST('1970-01-01T00:00:00' AS DATETIME2(6)), [o_2].[time]) AS [at],
    [o_2].[item] AS [same item]
  FROM [o_2]
  WHERE
    [o_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
), [sequence 1 step 1] AS (
  SELECT DISTINCT
    [sequence 1 events 1].[customer] AS [customer],
    [sequence 1 events 1].[at] AS [at]
  FROM [sequence 1 start]
  JOIN [sequence 1 events 1]
    ON [sequence 1 events 1].[customer] = [sequence 1 start].[customer]
    AND [sequence 1 events 1].[at] > [sequence 1 start].[at]
    AND (
      [sequence 1 events 1].[at] - [sequence 1 start].[at]
    ) <= 86400000000
    AND [sequence 1 events 1].[same item] = [sequence 1 start].[same item]
), [sequence 1] AS (
  SELECT DISTINCT
    [sequence 1 step 1].[customer] AS [customer]
  FROM [sequence 1 step 1]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  [customer].[id] IN (
    SELECT
      [sequence 1].[customer]
    FROM [sequence 1]
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- shared_tables: one value picks the rows: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [people]
), [placed_order] AS (
  SELECT
    CAST(CAST([who] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([at] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time]
  FROM [log]
  WHERE
    NOT [who] IS NULL
    AND NOT [at] IS NULL
    AND (
      CAST(CAST([event] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    ) = (
      CAST(N'Placed Order' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
    )
), [placed_order totals] AS (
  SELECT
    [placed_order].[customer] AS [customer],
    COUNT_BIG(*) AS [count]
  FROM [placed_order]
  WHERE
    [placed_order].[time] <= CAST(N'2024-07-01T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [placed_order].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [placed_order totals]
  ON [placed_order totals].[customer] = [customer].[id]
WHERE
  1 <= COALESCE([placed_order totals].[count], 0)
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- sum: three tenths are three tenths: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    [id] AS [stored key 1]
  FROM [customers]
), [e_2] AS (
  SELECT
    CAST(CAST([customer] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [customer],
    CAST(SWITCHOFFSET(CAST([time] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [time],
    CAST(ROUND([total] * CAST(100 AS NUMERIC(19, 0)), 0) AS BIGINT) AS [total]
  FROM [e]
  WHERE
    NOT [customer] IS NULL AND NOT [time] IS NULL
), [e totals] AS (
  SELECT
    [e_2].[customer] AS [customer],
    COALESCE(SUM(CAST([e_2].[total] AS NUMERIC(38, 0))), 0) AS [sum]
  FROM [e_2]
  WHERE
    [e_2].[time] <= CAST(N'2024-06-30T00:00:00.000000' AS DATETIME2(6))
  GROUP BY
    [e_2].[customer]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
LEFT JOIN [e totals]
  ON [e totals].[customer] = [customer].[id]
WHERE
  COALESCE([e totals].[sum], 0) = 30
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- text_tests: starts with: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(CAST([s] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [s],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  (
    LEFT([customer].[s], 3) + CHAR(0)
  ) = (
    CAST(N'kim' COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0)
  )
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];

-- windows_instant: the last day: segment
WITH [customer] AS (
  SELECT
    CAST(CAST([id] AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(MAX)) + CHAR(0) AS [id],
    CAST(SWITCHOFFSET(CAST([t] AS DATETIMEOFFSET(6)), '+00:00') AS DATETIME2(6)) AS [t],
    [id] AS [stored key 1]
  FROM [customers]
)
SELECT
  [customer].[stored key 1] AS [id]
FROM [customer]
WHERE
  CAST(N'2024-06-14T12:00:00.000000' AS DATETIME2(6)) < [customer].[t]
  AND [customer].[t] <= CAST(N'2024-06-15T12:00:00.000000' AS DATETIME2(6))
ORDER BY
  CASE
    WHEN CAST(SQL_VARIANT_PROPERTY([customer].[stored key 1], 'BaseType') AS VARCHAR(128)) IN ('tinyint', 'smallint', 'int', 'bigint', 'decimal', 'numeric')
    THEN TRY_CAST([customer].[stored key 1] AS NUMERIC(38, 0))
  END,
  [customer].[id];
