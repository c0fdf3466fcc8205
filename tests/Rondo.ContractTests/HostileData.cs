using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.ContractTests;

/// <summary>Rows that no one wishes for.</summary>
sealed record HostileRows(Table Table, Target Target)
{
    public double[]? Weights { get; init; }
}

/// <summary>Situations that data bring in practice, by what is wrong with them; the odd column is named <see cref="Odd"/>.</summary>
static class HostileData
{
    public const string Odd = "odd";
    private const int Rows = 60;
    private static readonly CounterRandom s_random = new(9, "hostile");

    private static readonly string[] s_names = ["", " ", "a b", "a,b", "a\"b", "a\nb", "é", "😀", "\0", "a_missing", "__proto__", "={x}", "columns[0]"];

    private static readonly Dictionary<string, Func<TaskKind, HostileRows>> s_situations = new()
    {
        ["a column without a value"] = task => With(task, Numbers(Rows, _ => double.NaN)),
        ["a text column without a value"] = task => With(task, Texts(Rows, _ => null)),
        ["no value in any column"] = task => new(Table.Of((Odd, Numbers(Rows, _ => double.NaN)), ("word", Texts(Rows, _ => null)), ("flag", Flags(Rows, _ => null))), TargetOf(task, Rows)),
        ["an infinity"] = task => With(task, Numbers(Rows, row => row == 7 ? double.PositiveInfinity : row)),
        ["a negative infinity"] = task => With(task, Numbers(Rows, row => row == 7 ? double.NegativeInfinity : row)),
        ["only infinities"] = task => With(task, Numbers(Rows, row => row % 2 == 0 ? double.PositiveInfinity : double.NegativeInfinity)),
        ["huge numbers"] = task => With(task, Numbers(Rows, row => 1e300 * (row - 30))),
        ["the largest numbers"] = task => With(task, Numbers(Rows, row => row % 2 == 0 ? double.MaxValue : double.MinValue)),
        ["numbers beyond float32 in one row"] = task => With(task, Numbers(Rows, row => row == 7 ? 1e39 : row)),
        ["squares beyond float32"] = task => With(task, Numbers(Rows, row => 1e30 * row)),
        ["tiny numbers"] = task => With(task, Numbers(Rows, row => 1e-300 * row)),
        ["the smallest numbers"] = task => With(task, Numbers(Rows, row => double.Epsilon * (row % 3))),
        ["a tiny spread on a large offset"] = task => With(task, Numbers(Rows, row => 1e15 + row)),
        ["one row"] = task => Usual(task, 1),
        ["two rows"] = task => Usual(task, 2),
        ["one class, or one number, in the training rows"] = task => Usual(task, Rows) with { Target = Constant(task, Rows) },
        ["a class that no row has"] = task => Usual(task, Rows) with { Target = Rare(task, Rows, 0) },
        ["a class of one row"] = task => Usual(task, Rows) with { Target = Rare(task, Rows, 1) },
        ["constant columns"] = task => new(Table.Of((Odd, Numbers(Rows, _ => 3.7)), ("word", Texts(Rows, _ => "x")), ("flag", Flags(Rows, _ => 1))), TargetOf(task, Rows)),
        ["duplicated columns"] = task => new(Table.Of(Enumerable.Range(0, 6).Select(j => ($"copy{j}", (Column)Numbers(Rows, row => Noise(1, row))))), TargetOf(task, Rows)),
        ["a column that is the target"] = task => With(task, Numbers(Rows, row => TargetOf(task, Rows).Values[row])),
        ["zero columns"] = task => new(Table.Of(), TargetOf(task, Rows)),
        ["more columns than rows"] = task => new(Table.Of(Enumerable.Range(0, 150).Select(j => ($"c{j}", (Column)Numbers(20, row => Noise(j, row))))), TargetOf(task, 20)),
        ["text of 100,000 characters"] = task => With(task, Texts(Rows, row => new string((char)('a' + row % 3), 100_000))),
        ["every text its own"] = task => With(task, Texts(Rows, row => $"id {row}")),
        ["odd characters in text"] = task => With(task, Texts(Rows, row => (row % 5) switch { 0 => "", 1 => " ", 2 => "\0\n\"',;", 3 => "\ud800", _ => "😀é" })),
        ["odd characters in names"] = task => new(Table.Of(Enumerable.Range(0, s_names.Length).Select(j => (s_names[j], (Column)Numbers(Rows, row => Noise(j, row))))), TargetOf(task, Rows)),
        ["a huge target"] = task => Usual(task, Rows) with { Target = Scaled(task, 1e12) },
        ["a tiny target"] = task => Usual(task, Rows) with { Target = Scaled(task, 1e-12) },
        ["an immense target"] = task => Usual(task, Rows) with { Target = Scaled(task, 1e200) },
        ["weights of zero"] = task => Usual(task, Rows) with { Weights = new double[Rows] },
        ["weights of zero in all rows but one"] = task => Usual(task, Rows) with { Weights = [.. Enumerable.Range(0, Rows).Select(row => row == 5 ? 1.0 : 0)] },
        ["huge and tiny weights"] = task => Usual(task, Rows) with { Weights = [.. Enumerable.Range(0, Rows).Select(row => row % 2 == 0 ? 1e150 : 1e-150)] },
    };

    public static IEnumerable<string> Situations => s_situations.Keys;

    public static HostileRows Of(string situation, TaskKind task) => s_situations[situation](task);

    /// <summary>Rows as anyone would like them, with numbers, a flag and text.</summary>
    public static HostileRows Usual(TaskKind task, int rows) => new(
        Table.Of(("a", Numbers(rows, row => Noise(1, row))), ("b", Numbers(rows, row => row % 7)), ("flag", Flags(rows, row => row % 2)), ("word", Texts(rows, row => $"w{row % 4}"))),
        TargetOf(task, rows));

    public static Target TargetOf(TaskKind task, int rows) => task switch
    {
        TaskKind.Regression => Target.Regression([.. Enumerable.Range(0, rows).Select(row => 2 * Noise(1, row) + row % 7)]),
        TaskKind.Binary => new Target(task, [.. Enumerable.Range(0, rows).Select(row => Noise(1, row) > 0.5 ? 1.0 : 0)], ["no", "yes"]),
        TaskKind.Clustering => Target.Unlabelled(rows),
        _ => new Target(task, [.. Enumerable.Range(0, rows).Select(row => (double)(row % 3))], ["low", "middle", "high"]),
    };

    public static DoubleColumn Numbers(int rows, Func<int, double> value) => new([.. Enumerable.Range(0, rows).Select(value)]);

    public static TextColumn Texts(int rows, Func<int, string?> value) => TextColumn.From([.. Enumerable.Range(0, rows).Select(value)]);

    public static double Noise(int column, int row) => s_random.Child((ulong)column).Uniform((ulong)row);

    static HostileRows With(TaskKind task, Column odd)
    {
        var usual = Usual(task, odd.Length);
        return usual with { Table = usual.Table.With(Odd, odd) };
    }

    static IntegerColumn Flags(int rows, Func<int, int?> value) => new(ColumnType.Boolean,
        [.. Enumerable.Range(0, rows).Select(row => (long)(value(row) ?? 0))], [.. Enumerable.Range(0, rows).Select(row => value(row) is null)]);

    static Target Constant(TaskKind task, int rows) => TargetOf(task, rows) with { Values = [.. Enumerable.Repeat(task == TaskKind.Regression ? 5.3 : 0, rows)] };

    static Target Rare(TaskKind task, int rows, int count) => task.HasClasses
        ? TargetOf(task, rows) with { Values = [.. Enumerable.Range(0, rows).Select(row => row < count ? 1.0 : task == TaskKind.Multiclass && row % 2 == 0 ? 2.0 : 0)] }
        : TargetOf(task, rows);

    static Target Scaled(TaskKind task, double scale) => task == TaskKind.Regression
        ? Target.Regression([.. TargetOf(task, Rows).Values.Select(v => v * scale)])
        : TargetOf(task, Rows);
}
