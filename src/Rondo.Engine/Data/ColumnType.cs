namespace Rondo.Engine.Data;

/// <summary>The logical types of a table's columns. Names in files and messages are the snake_case of the members.</summary>
public enum ColumnType
{
    Double,
    Int64,
    Boolean,
    Text,
    /// <summary>Days since 1970-01-01.</summary>
    Date,
    /// <summary>Microseconds since 1970-01-01 00:00 of a clock whose zone is not known.</summary>
    Timestamp,
    /// <summary>Microseconds since 1970-01-01 00:00 UTC.</summary>
    TimestampUtc,
}

public static class ColumnTypes
{
    extension(ColumnType type)
    {
        /// <summary>The word that users see: double, int64, boolean, text, date, timestamp, timestamp_utc.</summary>
        public string Word => type switch
        {
            ColumnType.Double => "double",
            ColumnType.Int64 => "int64",
            ColumnType.Boolean => "boolean",
            ColumnType.Text => "text",
            ColumnType.Date => "date",
            ColumnType.Timestamp => "timestamp",
            ColumnType.TimestampUtc => "timestamp_utc",
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };

        public bool IsNumeric => type is ColumnType.Double or ColumnType.Int64 or ColumnType.Boolean;

        public bool IsTemporal => type is ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampUtc;
    }

    public static bool TryParse(string word, out ColumnType type)
    {
        foreach (var candidate in Enum.GetValues<ColumnType>())
        {
            if (candidate.Word != word) continue;
            type = candidate;
            return true;
        }
        type = default;
        return false;
    }
}
