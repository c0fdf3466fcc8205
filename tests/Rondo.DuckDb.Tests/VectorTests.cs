namespace Rondo.DuckDb.Tests;

public sealed class VectorTests
{
    delegate void Claim(Vector vector);

    [Fact]
    public void Whole_numbers_of_all_widths()
    {
        Check("(-128)::TINYINT", LogicalTypeId.TinyInt, v => Assert.Equal(sbyte.MinValue, v.Values<sbyte>()[0]));
        Check("(-32768)::SMALLINT", LogicalTypeId.SmallInt, v => Assert.Equal(short.MinValue, v.Values<short>()[0]));
        Check("2147483647::INTEGER", LogicalTypeId.Integer, v => Assert.Equal(int.MaxValue, v.Values<int>()[0]));
        Check("9223372036854775807::BIGINT", LogicalTypeId.BigInt, v => Assert.Equal(long.MaxValue, v.Values<long>()[0]));
        Check("255::UTINYINT", LogicalTypeId.UTinyInt, v => Assert.Equal(byte.MaxValue, v.Values<byte>()[0]));
        Check("65535::USMALLINT", LogicalTypeId.USmallInt, v => Assert.Equal(ushort.MaxValue, v.Values<ushort>()[0]));
        Check("4294967295::UINTEGER", LogicalTypeId.UInteger, v => Assert.Equal(uint.MaxValue, v.Values<uint>()[0]));
        Check("18446744073709551615::UBIGINT", LogicalTypeId.UBigInt, v => Assert.Equal(ulong.MaxValue, v.Values<ulong>()[0]));
        Check("(-170141183460469231731687303715884105727)::HUGEINT", LogicalTypeId.HugeInt, v => Assert.Equal(Int128.MinValue + 1, v.Values<HugeInt>()[0].Value));
        Check("340282366920938463463374607431768211455::UHUGEINT", LogicalTypeId.UHugeInt, v => Assert.Equal(UInt128.MaxValue, v.Values<HugeInt>()[0].Unsigned));
    }

    [Fact]
    public void Fractions()
    {
        Check("1.5::FLOAT", LogicalTypeId.Float, v => Assert.Equal(1.5f, v.Values<float>()[0]));
        Check("0.1::DOUBLE", LogicalTypeId.Double, v => Assert.Equal(0.1, v.Values<double>()[0]));
        Check("(-12.3)::DECIMAL(4,1)", LogicalTypeId.Decimal, v =>
        {
            Assert.Equal((4, 1, LogicalTypeId.SmallInt, "DECIMAL(4,1)"), (v.Type.Width, v.Type.Scale, v.Type.StoredAs, v.Type.ToString()));
            Assert.Equal(-123, v.Values<short>()[0]);
        });
        Check("12.3::DECIMAL(38,10)", LogicalTypeId.Decimal, v => Assert.Equal((Int128)123_000_000_000, v.Values<HugeInt>()[0].Value));
    }

    [Fact]
    public void Times()
    {
        Check("DATE '1970-01-02'", LogicalTypeId.Date, v => Assert.Equal(1, v.Values<int>()[0]));
        Check("TIMESTAMP '1970-01-01 00:00:01.000002'", LogicalTypeId.Timestamp, v => Assert.Equal(1_000_002, v.Values<long>()[0]));
        Check("TIMESTAMP_S '1970-01-01 00:00:01'", LogicalTypeId.TimestampSeconds, v => Assert.Equal(1, v.Values<long>()[0]));
        Check("TIMESTAMP_MS '1970-01-01 00:00:01'", LogicalTypeId.TimestampMilliseconds, v => Assert.Equal(1000, v.Values<long>()[0]));
        Check("TIMESTAMP_NS '1970-01-01 00:00:01'", LogicalTypeId.TimestampNanoseconds, v => Assert.Equal(1_000_000_000, v.Values<long>()[0]));
        Check("TIMESTAMPTZ '1970-01-01 01:00:00+01'", LogicalTypeId.TimestampTz, v => Assert.Equal(0, v.Values<long>()[0]));
        Check("TIME '00:00:01'", LogicalTypeId.Time, v => Assert.Equal(1_000_000, v.Values<long>()[0]));
        Check("INTERVAL 1 DAY", LogicalTypeId.Interval, v => Assert.Equal("INTERVAL", v.Type.ToString()));
    }

    [Fact]
    public void Words()
    {
        Check("true", LogicalTypeId.Boolean, v => Assert.True(v.Values<bool>()[0]));
        Check("'exactly 12 b'", LogicalTypeId.VarChar, v => Assert.Equal("exactly 12 b", v.Text(0)));
        Check("'thirteen byte'", LogicalTypeId.VarChar, v => Assert.Equal("thirteen byte"u8, v.Bytes(0)));
        Check("'\\x00\\x01'::BLOB", LogicalTypeId.Blob, v => Assert.Equal([0, 1], v.Bytes(0).ToArray()));
        Check("'12345678-90ab-cdef-8234-567890abcdef'::UUID", LogicalTypeId.Uuid, v =>
            Assert.Equal("12345678-90ab-cdef-8234-567890abcdef", v.Values<HugeInt>()[0].Uuid.ToString()));
        Check("'b'::ENUM('a', 'b')", LogicalTypeId.Enum, v =>
        {
            Assert.Equal(["a", "b"], v.Type.EnumWords);
            Assert.Equal(1, v.Values<byte>()[0]);
        });
        Check("'{\"a\":1}'::JSON", LogicalTypeId.VarChar, v => Assert.Equal(("JSON", "{\"a\":1}"), (v.Type.ToString(), v.Text(0))));
        Check("NULL", LogicalTypeId.Integer, v => Assert.False(v.IsValid(0)));
    }

    [Fact]
    public void Nested_values()
    {
        Check("[1, 2, 3]", LogicalTypeId.List, v =>
        {
            Assert.Equal(new ListEntry(0, 3), v.ListEntry(0));
            Assert.Equal([1, 2, 3], v.Items.Values<int>().ToArray());
            Assert.Equal("INTEGER[]", v.Type.ToString());
        });
        Check("{'a': 1, 'b': 'x'}", LogicalTypeId.Struct, v =>
        {
            Assert.Equal("STRUCT(a INTEGER, b VARCHAR)", v.Type.ToString());
            Assert.Equal("x", v.Field(1).Text(0));
        });
        Check("MAP {'k': 1}", LogicalTypeId.Map, v => Assert.Equal("MAP(VARCHAR, INTEGER)", v.Type.ToString()));
        Check("[1, 2]::INTEGER[2]", LogicalTypeId.Array, v => Assert.Equal([1, 2], v.Items.Values<int>().ToArray()));
        Check("'101'::BIT", LogicalTypeId.Bit, v => Assert.Equal("BIT", v.Type.ToString()));
        Check("union_value(num := 2)", LogicalTypeId.Union, v => Assert.Equal("UNION", v.Type.ToString()));
    }

    [Fact]
    public void A_view_of_the_wrong_width_is_refused()
    {
        using var database = new Database();

        var error = Assert.Throws<InvalidOperationException>(() => database.Scalar<int>("SELECT 1::BIGINT"));

        Assert.Contains("BIGINT", error.Message, StringComparison.Ordinal);
    }

    static void Check(string expression, LogicalTypeId type, Claim claim)
    {
        using var database = new Database();
        using var result = database.Connection.Query($"SELECT {expression} AS x");
        using var chunk = result.Next();
        Assert.NotNull(chunk);
        Assert.Equal(1, chunk.RowCount);
        Assert.Equal(type, result.Columns[0].Type.Id);
        claim(chunk[0]);
    }
}
