using Rondo.Engine.Data;

namespace Rondo.Engine.Expressions;

/// <summary>The types that values have within an expression: those of columns, and what lies between two times.</summary>
public enum ValueKind
{
    Double,
    Int64,
    Boolean,
    Text,
    Date,
    Timestamp,
    TimestampUtc,
    /// <summary>Microseconds between two times.</summary>
    Duration,
    /// <summary>The literal <c>missing</c>, which fits every type.</summary>
    Missing,
}

public static class ValueKinds
{
    public static ValueKind Of(ColumnType type) => (ValueKind)type;

    extension(ValueKind kind)
    {
        public string Word => kind switch
        {
            ValueKind.Duration => "duration",
            ValueKind.Missing => "missing",
            _ => ((ColumnType)kind).Word,
        };

        /// <summary>The type of a column of such values, or null: a duration is no column.</summary>
        public ColumnType? AsColumnType => kind is ValueKind.Duration or ValueKind.Missing ? null : (ColumnType)kind;
    }
}
