using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Parquet;

/// <summary>Gathers a column of a DuckDB result, chunk by chunk.</summary>
abstract class ColumnBuilder
{
    public int Count { get; protected set; }

    public abstract void Add(Vector vector);

    public abstract Column Build();

    /// <summary>Null when values of the type are not cells of a table.</summary>
    /// <param name="type">DuckDB's.</param>
    /// <param name="missing">What text is a missing value; null: none.</param>
    /// <param name="rows">How many are to be expected.</param>
    public static ColumnBuilder? For(LogicalType type, MissingWords? missing, int rows) => type.Id switch
    {
        LogicalTypeId.TinyInt or LogicalTypeId.SmallInt or LogicalTypeId.Integer or LogicalTypeId.BigInt
            or LogicalTypeId.UTinyInt or LogicalTypeId.USmallInt or LogicalTypeId.UInteger => new IntegerBuilder(ColumnType.Int64, rows),
        LogicalTypeId.Boolean => new IntegerBuilder(ColumnType.Boolean, rows),
        LogicalTypeId.Date => new IntegerBuilder(ColumnType.Date, rows),
        LogicalTypeId.Timestamp or LogicalTypeId.TimestampSeconds or LogicalTypeId.TimestampMilliseconds
            or LogicalTypeId.TimestampNanoseconds => new IntegerBuilder(ColumnType.Timestamp, rows),
        LogicalTypeId.TimestampTz => new IntegerBuilder(ColumnType.TimestampUtc, rows),
        LogicalTypeId.UBigInt or LogicalTypeId.HugeInt or LogicalTypeId.UHugeInt => new WideIntegerBuilder(),
        LogicalTypeId.Float or LogicalTypeId.Double or LogicalTypeId.Decimal => new DoubleBuilder(rows),
        LogicalTypeId.Null => new DoubleBuilder(rows),
        LogicalTypeId.VarChar or LogicalTypeId.Uuid or LogicalTypeId.Enum => new TextBuilder(missing, rows),
        _ => null,
    };

    protected static T[] Grown<T>(T[] array, int needed) where T : unmanaged
    {
        if (array.Length < needed) Array.Resize(ref array, (int)Math.Min(Array.MaxLength, Math.Max(needed, array.Length * 2L)));
        return array;
    }

    protected static T[] Cut<T>(T[] array, int count) => array.Length == count ? array : array[..count];
}
