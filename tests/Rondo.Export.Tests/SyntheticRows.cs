using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Export.Tests;

/// <summary>Seeded rows of every type, with missing values, and of later rows also with categories and numbers that training never saw.</summary>
static class SyntheticRows
{
    public const int TrainingRows = 400;

    private static readonly string[] s_words = ["rot", "grün", "blau", "黄色", "🟣 violet", "Ελλάδα", "a,b", "tab\tinside", "quote\"d", "back\\slash"];
    private static readonly string[] s_unseen = ["", "never seen", "GRÜN", "rot ", "💥", "\\N", "line\nbreak"];

    /// <param name="rows">How many.</param>
    /// <param name="isLater">Whether they are rows that a model meets after training.</param>
    public static Table Of(int rows, bool isLater)
    {
        var random = new CounterRandom(isLater ? 23UL : 17UL, "export");
        return Table.Of(
            ("amount", Numbers(rows, 1, random, u => Math.Exp(6 * u - 2) * (u < 0.05 ? -1 : 1))),
            ("Größe (cm)", Numbers(rows, 2, random, u => 150 + 50 * u)),
            ("score", Numbers(rows, 9, random, u => Math.Round(200 * u) / 8 - 12)),
            ("count", Whole(ColumnType.Int64, rows, 3, random, u => (long)(40 * u) - 8)),
            ("flag", Whole(ColumnType.Boolean, rows, 4, random, u => u < 0.4 ? 1 : 0)),
            ("colour", Texts(rows, 5, random, u => isLater && u < 0.05 ? s_unseen[(int)(u * 20 * s_unseen.Length)] : s_words[(int)(u * u * s_words.Length)])),
            ("city", Texts(rows, 6, random, u => $"city {(int)(u * u * (isLater ? 70 : 60))}")),
            ("day", Whole(ColumnType.Date, rows, 7, random, u => 14_000 + (long)(9000 * u) - (isLater ? 20_000 : 0))),
            ("at", Whole(ColumnType.Timestamp, rows, 8, random, u => 1_100_000_000_000_000 + (long)(500_000_000_000_000 * u))),
            ("utc", Whole(ColumnType.TimestampUtc, rows, 10, random, u => -900_000_000_000_000 + (long)(1_500_000_000_000_000 * u))));
    }

    /// <summary>What hangs on the columns, so that there is something to learn.</summary>
    public static Target TargetOf(Table table, TaskKind task)
    {
        var noise = new CounterRandom(29, "export/target");
        var values = new double[table.RowCount];
        for (var row = 0; row < values.Length; row++)
        {
            var height = ((DoubleColumn)table["Größe (cm)"]).Values[row];
            var colour = ((TextColumn)table["colour"])[row] ?? "";
            var signal = (double.IsNaN(height) ? 0 : (height - 175) / 15) + (colour.Length - 4) * 0.4 + (((IntegerColumn)table["flag"]).Values[row] == 1 ? 0.8 : 0) + noise.Uniform((ulong)row) - 0.5;
            values[row] = task switch
            {
                TaskKind.Regression => 100 + 20 * signal,
                TaskKind.Binary => signal > 0.3 ? 1 : 0,
                _ => signal > 1.2 ? 2 : signal > -0.5 ? 1 : 0,
            };
        }
        return task switch
        {
            TaskKind.Regression => Target.Regression(values),
            TaskKind.Binary => new Target(task, values, ["no", "yes"]),
            TaskKind.Clustering => Target.Unlabelled(values.Length),
            _ => new Target(task, values, ["klein", "mittel", "größer"]),
        };
    }

    static bool IsMissing(int column, int row, CounterRandom random) => random.Child((ulong)column + 100).Uniform((ulong)row) < 0.07;

    static DoubleColumn Numbers(int rows, int column, CounterRandom random, Func<double, double> value) =>
        new([.. Enumerable.Range(0, rows).Select(row => IsMissing(column, row, random) ? double.NaN : value(random.Child((ulong)column).Uniform((ulong)row)))]);

    static IntegerColumn Whole(ColumnType type, int rows, int column, CounterRandom random, Func<double, long> value) => new(type,
        [.. Enumerable.Range(0, rows).Select(row => IsMissing(column, row, random) ? 0 : value(random.Child((ulong)column).Uniform((ulong)row)))],
        [.. Enumerable.Range(0, rows).Select(row => IsMissing(column, row, random))]);

    static TextColumn Texts(int rows, int column, CounterRandom random, Func<double, string> value) =>
        TextColumn.From([.. Enumerable.Range(0, rows).Select(row => IsMissing(column, row, random) ? null : value(random.Child((ulong)column).Uniform((ulong)row)))]);
}
