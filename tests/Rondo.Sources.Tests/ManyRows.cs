using Rondo.Engine.Data;

namespace Rondo.Sources.Tests;

/// <summary>Rows of ten columns with whatever formats tend to lose: 17 digits, microseconds, quotes, line ends, missing values.</summary>
static class ManyRows
{
    private static readonly string[] s_pieces = ["a", "\"quoted\"", "comma, ", "line\nend", "Zoë", "日本", "🦀", "'; DROP TABLE rows; --", "\\", "tab\t", "100%", " "];

    public static Table Of(int rows, int seed)
    {
        var random = new Random(seed);
        bool IsMissing() => random.Next(10) == 0;
        long[] Whole(Func<long> next) => [.. Enumerable.Range(0, rows).Select(_ => next())];
        double[] Doubles(Func<double> next) => [.. Enumerable.Range(0, rows).Select(_ => next())];
        Column Sparse(ColumnType type, Func<long> next)
        {
            var missing = Enumerable.Range(0, rows).Select(_ => IsMissing()).ToArray();
            return new IntegerColumn(type, [.. missing.Select(isMissing => isMissing ? 0 : next())], missing);
        }
        string Text() => "x" + string.Concat(Enumerable.Range(0, 1 + random.Next(4)).Select(_ => s_pieces[random.Next(s_pieces.Length)])) + random.Next(1000);
        return Table.Of(
            ("id", new IntegerColumn(ColumnType.Int64, [.. Enumerable.Range(1, rows).Select(i => (long)i)])),
            ("count", Sparse(ColumnType.Int64, () => random.Next(-1_000_000, 1_000_000))),
            ("price", new DoubleColumn(Doubles(() => random.NextDouble() * Math.Pow(10, random.Next(-30, 30))))),
            ("share", new DoubleColumn(Doubles(() => IsMissing() ? double.NaN : random.NextDouble()))),
            ("name", TextColumn.From([.. Enumerable.Range(0, rows).Select(_ => IsMissing() ? null : Text())])),
            ("kind", TextColumn.From([.. Enumerable.Range(0, rows).Select(_ => (string?)s_pieces[random.Next(3)])])),
            ("is_new", Sparse(ColumnType.Boolean, () => random.Next(2))),
            ("day", Sparse(ColumnType.Date, () => random.Next(-700_000, 2_900_000))),
            ("at", Sparse(ColumnType.Timestamp, () => random.NextInt64(-60_000_000_000_000_000, 250_000_000_000_000_000))),
            ("seen", new IntegerColumn(ColumnType.TimestampUtc, Whole(() => random.NextInt64(0, 2_000_000_000_000_000)))));
    }
}
