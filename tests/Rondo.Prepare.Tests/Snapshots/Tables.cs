using Rondo.Engine.Data;

namespace Rondo.Prepare.Tests.Snapshots;

static class Tables
{
    /// <summary>Every type, missing values, and what is awkward in files.</summary>
    public static Table Awkward(int rows = 5000, double largest = double.PositiveInfinity)
    {
        var random = new Random(11);
        var isMissing = Enumerable.Range(0, rows).Select(i => i % 7 == 3).ToArray();
        string[] words = ["plain", "with, comma", "with \"quotes\"", "two\nlines", "ünïcödé 日本 😀", "tab\there", "'; DROP TABLE x; --", "a text that is longer than twelve bytes", "yes"];
        return Table.Of(
            ("whole", Whole(ColumnType.Int64, i => i == 0 ? long.MinValue : i == 1 ? long.MaxValue : random.NextInt64())),
            ("fraction", new DoubleColumn([.. Enumerable.Range(0, rows).Select(i => isMissing[i] ? double.NaN : i == 0 ? largest : i == 1 ? double.Epsilon : random.NextDouble() - 0.5)])),
            ("flag", Whole(ColumnType.Boolean, i => i & 1)),
            ("WORD", TextColumn.From([.. Enumerable.Range(0, rows).Select(i => isMissing[i] ? null : words[i % words.Length])])),
            ("day \"of\" 'it'", Whole(ColumnType.Date, i => i - 1000)),
            ("at", Whole(ColumnType.Timestamp, i => (i - 100) * 86_399_999_999L)),
            ("utc", Whole(ColumnType.TimestampUtc, i => (i - 100) * 86_399_000_001L)));

        IntegerColumn Whole(ColumnType type, Func<int, long> value) =>
            new(type, [.. Enumerable.Range(0, rows).Select(i => isMissing[i] ? 0 : value(i))], isMissing);
    }
}
