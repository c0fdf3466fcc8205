using System.Buffers.Binary;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Cells;

namespace Rondo.Sources.Postgres;

/// <summary>A column of a result, and how its cells are read from the binary format. Types are told by their numbers in pg_type.dat, which never change.</summary>
readonly record struct PostgresColumn(string Name, uint Type, string TypeWord, bool IsEnum)
{
    private const uint Bool = 16, Char = 18, NameType = 19, Int8 = 20, Int2 = 21, Int4 = 23, TextType = 25, Oid = 26, Json = 114, Xml = 142,
        Float4 = 700, Float8 = 701, Unknown = 705, BlankPadded = 1042, VarChar = 1043, Date = 1082, Timestamp = 1114, TimestampTz = 1184, Numeric = 1700, Uuid = 2950, JsonB = 3802;

    // PostgreSQL counts from 2000-01-01.
    private const int EpochDays = 10_957;
    private const long EpochMicroseconds = EpochDays * CivilCalendar.MicrosecondsPerDay;

    // The years 1 to 9999, as in text.
    private const long FirstDay = -719_162;
    private const long LastDay = 2_932_896;

    private const int UuidLength = 36;

    public CellRules Rules => new(Integers: Type switch
    {
        Date => ColumnType.Date,
        Timestamp => ColumnType.Timestamp,
        TimestampTz => ColumnType.TimestampUtc,
        _ => ColumnType.Int64,
    });

    /// <summary>The word of a cursor for such values.</summary>
    public string OrderKind => Type switch
    {
        Date or Timestamp or TimestampTz => Rules.Integers.Word,
        Int2 or Int4 or Int8 or Oid or Float4 or Float8 or Numeric => "number",
        _ => "text",
    };

    /// <summary>Why a table can't have it, or null when it can.</summary>
    public Mistake? Refusal()
    {
        if (IsEnum || IsText || Type is Bool or Int2 or Int4 or Int8 or Oid or Float4 or Float8 or Numeric or Date or Timestamp or TimestampTz or BlankPadded or Uuid or JsonB) return null;
        var name = PostgresTable.Quote(Name);
        return new Mistake("unsupported_type", $"Column '{Name}' has the type {TypeWord}, which a table's cells can't have.")
        {
            Field = Name,
            Hint = $"Leave it out by a query, or cast it there: {(TypeWord switch
            {
                "interval" => $"extract(epoch from {name})",
                "bytea" => $"encode({name}, 'hex')",
                "money" => $"{name}::numeric",
                _ when TypeWord.EndsWith("[]", StringComparison.Ordinal) => $"cardinality({name}) or {name}::text",
                _ => $"{name}::text",
            })}.",
        };
    }

    /// <summary>The condition that a value is at least this one, in the order that rows are told apart by.</summary>
    public string AtLeast(string column, string value)
    {
        var literal = $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
        var isWhole = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return Type switch
        {
            Date => $"{column} >= {literal}::date",
            Timestamp => $"{column} >= {literal}::timestamp",
            TimestampTz => $"{column} >= {literal}::timestamptz",
            Int2 or Int4 or Int8 when isWhole => $"{column} >= {literal}::int8",
            Float4 => $"{column} >= {literal}::float4",
            Numeric or Oid when isWhole => $"{column}::numeric >= {literal}::numeric",
            Int2 or Int4 or Int8 or Float8 or Numeric or Oid => $"{column}::float8 >= {literal}::float8",
            // By bytes, as we compare.
            _ => $"{column}::text COLLATE \"C\" >= {literal}",
        };
    }

    public void ReadInto(CellColumn cells, BinaryCopy copy, int maxCellBytes)
    {
        var length = copy.ReadLength();
        if (length < 0)
        {
            cells.AddMissing();
            return;
        }
        // Before it is taken into memory; jsonb has one byte more than its text, and text types alone are that long.
        if (length - 1 > maxCellBytes && Type != Numeric) throw cells.TooLarge();
        Read(cells, copy.Take(length));
    }

    bool IsText => IsEnum || Type is TextType or VarChar or NameType or Char or Json or Xml or Unknown || TypeWord is "citext" or "public.citext";

    void Read(CellColumn cells, ReadOnlySpan<byte> bytes)
    {
        switch (Type)
        {
            case Bool: cells.Add(bytes[0] != 0); break;
            case Int2: cells.Add((long)BinaryPrimitives.ReadInt16BigEndian(bytes)); break;
            case Int4: cells.Add((long)BinaryPrimitives.ReadInt32BigEndian(bytes)); break;
            case Oid: cells.Add((long)BinaryPrimitives.ReadUInt32BigEndian(bytes)); break;
            case Int8: cells.Add(BinaryPrimitives.ReadInt64BigEndian(bytes)); break;
            case Float8: cells.Add(BinaryPrimitives.ReadDoubleBigEndian(bytes)); break;
            case Float4: cells.Add(OfFloat(BinaryPrimitives.ReadSingleBigEndian(bytes))); break;
            case Numeric: BinaryNumeric.ReadInto(cells, bytes); break;
            case Date: cells.Add(InYears(cells, BinaryPrimitives.ReadInt32BigEndian(bytes) + (long)EpochDays, 1)); break;
            case Timestamp or TimestampTz: ReadTime(cells, BinaryPrimitives.ReadInt64BigEndian(bytes)); break;
            case BlankPadded: cells.AddText(bytes.TrimEnd((byte)' ')); break;
            case Uuid: ReadUuid(cells, bytes); break;
            case JsonB: cells.AddText(bytes[1..]); break;
            default: cells.AddText(bytes); break;
        }
    }

    // The decimal number that the database shows: 0.1 and not 0.10000000149011612, as in a CSV of it.
    static double OfFloat(float value)
    {
        Span<byte> text = stackalloc byte[32];
        return value.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture) ? double.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture) : value;
    }

    void ReadTime(CellColumn cells, long value)
    {
        var isInfinite = value is long.MaxValue or long.MinValue;
        cells.Add(isInfinite ? throw OutOfRange(cells) : InYears(cells, value + EpochMicroseconds, CivilCalendar.MicrosecondsPerDay));
    }

    long InYears(CellColumn cells, long value, long perDay) =>
        value >= FirstDay * perDay && value < (LastDay + 1) * perDay ? value : throw OutOfRange(cells);

    RondoException OutOfRange(CellColumn cells) =>
        cells.Wrong("value_out_of_range", $"Column '{Name}' holds a {(Type == Date ? "date" : "time")} that is infinite or outside the years 1 to 9999.", $"Leave such rows out by a query, or make them missing: nullif({PostgresTable.Quote(Name)}, 'infinity').");

    static void ReadUuid(CellColumn cells, ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[UuidLength];
        new Guid(bytes, bigEndian: true).TryFormat(text, out _, "D");
        cells.AddText(text);
    }
}
