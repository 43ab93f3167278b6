"""Redacts the column `text` of Parquet files: `spark-submit --py-files redact_notes.py job.py IN OUT`."""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from redact_notes import COLUMN, SCHEMA, redacted

source, target = sys.argv[1:]
spark = SparkSession.builder.appName("anon").getOrCreate()
frame = spark.read.parquet(source)
others = ", ".join(
    f"`{field.name}` {field.dataType.simpleString()}" for field in frame.schema if field.name != COLUMN
)
done = frame.select(*[name for name in frame.columns if name != COLUMN], COLUMN).mapInPandas(
    redacted, schema=", ".join(filter(None, (others, SCHEMA)))
)
done.write.parquet(target)  # to a temporary name, then renamed: Spark's committer sees to it

written = spark.read.parquet(target)
withheld = written.where(f.col("status") != "redacted").groupBy("status", "reason").count().collect()
for row in withheld:
    sys.stderr.write(f"{row['count']} rows {row['status']}: {row['reason']}\n")
sys.exit(1 if withheld else 0)
