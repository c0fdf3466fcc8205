using System.Collections.Immutable;

namespace Rondo.DuckDb;

/// <summary>A column's type: its number, and what makes it particular (a decimal's scale, an enumeration's words, a nested type's children).</summary>
public sealed record LogicalType(LogicalTypeId Id)
{
    /// <summary>The name of a type built upon another, such as <c>JSON</c> upon VARCHAR.</summary>
    public string? Alias { get; init; }

    /// <summary>The type in which a decimal's or an enumeration's values are stored.</summary>
    public LogicalTypeId StoredAs { get; init; } = Id;

    public int Width { get; init; }

    public int Scale { get; init; }

    public ImmutableArray<string> EnumWords { get; init; } = [];

    /// <summary>A list's or array's item; a map's key and value; a struct's fields.</summary>
    public ImmutableArray<(string Name, LogicalType Type)> Children { get; init; } = [];

    /// <summary>The SQL word, such as <c>DECIMAL(18,3)</c> or <c>STRUCT(a INTEGER)</c>.</summary>
    public override string ToString() => Alias ?? Id switch
    {
        LogicalTypeId.Decimal => FormattableString.Invariant($"DECIMAL({Width},{Scale})"),
        LogicalTypeId.List => $"{Children[0].Type}[]",
        LogicalTypeId.Array => FormattableString.Invariant($"{Children[0].Type}[{Width}]"),
        LogicalTypeId.Map => $"MAP({Children[0].Type}, {Children[1].Type})",
        LogicalTypeId.Struct => $"STRUCT({string.Join(", ", Children.Select(c => $"{c.Name} {c.Type}"))})",
        LogicalTypeId.TimestampSeconds => "TIMESTAMP_S",
        LogicalTypeId.TimestampMilliseconds => "TIMESTAMP_MS",
        LogicalTypeId.TimestampNanoseconds => "TIMESTAMP_NS",
        LogicalTypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        LogicalTypeId.TimeTz => "TIME WITH TIME ZONE",
        LogicalTypeId.TimeNanoseconds => "TIME_NS",
        _ => Id.ToString().ToUpperInvariant(),
    };

    /// <summary>Bytes of one value in a vector; 0 for types without values of their own (struct, array, null).</summary>
    internal int ValueBytes => StoredAs switch
    {
        LogicalTypeId.Boolean or LogicalTypeId.TinyInt or LogicalTypeId.UTinyInt => 1,
        LogicalTypeId.SmallInt or LogicalTypeId.USmallInt => 2,
        LogicalTypeId.Integer or LogicalTypeId.UInteger or LogicalTypeId.Float or LogicalTypeId.Date => 4,
        LogicalTypeId.BigInt or LogicalTypeId.UBigInt or LogicalTypeId.Double or LogicalTypeId.Time or LogicalTypeId.TimeTz
            or LogicalTypeId.TimeNanoseconds or LogicalTypeId.Timestamp or LogicalTypeId.TimestampTz or LogicalTypeId.TimestampSeconds
            or LogicalTypeId.TimestampMilliseconds or LogicalTypeId.TimestampNanoseconds => 8,
        LogicalTypeId.HugeInt or LogicalTypeId.UHugeInt or LogicalTypeId.Uuid or LogicalTypeId.Interval or LogicalTypeId.VarChar
            or LogicalTypeId.Blob or LogicalTypeId.Bit or LogicalTypeId.BigNum or LogicalTypeId.Geometry
            or LogicalTypeId.List or LogicalTypeId.Map => 16,
        _ => 0,
    };

    /// <summary>Describes DuckDB's type and frees it.</summary>
    internal static LogicalType Take(nint type)
    {
        try
        {
            var id = Native.duckdb_get_type_id(type);
            return new LogicalType(id)
            {
                Alias = Native.Owned(Native.duckdb_logical_type_get_alias(type)),
                StoredAs = id switch
                {
                    LogicalTypeId.Decimal => Native.duckdb_decimal_internal_type(type),
                    LogicalTypeId.Enum => Native.duckdb_enum_internal_type(type),
                    _ => id,
                },
                Width = id switch
                {
                    LogicalTypeId.Decimal => Native.duckdb_decimal_width(type),
                    LogicalTypeId.Array => (int)Native.duckdb_array_type_array_size(type),
                    _ => 0,
                },
                Scale = id == LogicalTypeId.Decimal ? Native.duckdb_decimal_scale(type) : 0,
                EnumWords = id == LogicalTypeId.Enum ? WordsOf(type) : [],
                Children = ChildrenOf(type, id),
            };
        }
        finally
        {
            Native.duckdb_destroy_logical_type(ref type);
        }
    }

    static ImmutableArray<string> WordsOf(nint type)
    {
        var words = new string[Native.duckdb_enum_dictionary_size(type)];
        for (var i = 0; i < words.Length; i++) words[i] = Native.Owned(Native.duckdb_enum_dictionary_value(type, (ulong)i)) ?? "";
        return [.. words];
    }

    static ImmutableArray<(string, LogicalType)> ChildrenOf(nint type, LogicalTypeId id)
    {
        switch (id)
        {
            case LogicalTypeId.List:
                return [("item", Take(Native.duckdb_list_type_child_type(type)))];
            case LogicalTypeId.Array:
                return [("item", Take(Native.duckdb_array_type_child_type(type)))];
            case LogicalTypeId.Map:
                return [("key", Take(Native.duckdb_map_type_key_type(type))), ("value", Take(Native.duckdb_map_type_value_type(type)))];
            case LogicalTypeId.Struct:
                var fields = new (string, LogicalType)[Native.duckdb_struct_type_child_count(type)];
                for (var i = 0; i < fields.Length; i++)
                {
                    var name = Native.Owned(Native.duckdb_struct_type_child_name(type, (ulong)i)) ?? "";
                    fields[i] = (name, Take(Native.duckdb_struct_type_child_type(type, (ulong)i)));
                }
                return [.. fields];
            default:
                return [];
        }
    }
}
