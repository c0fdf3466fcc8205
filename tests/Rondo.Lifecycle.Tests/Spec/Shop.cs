using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Lifecycle.Spec;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Spec;

/// <summary>A table of orders as a file has it: rows of cells that a test spoils.</summary>
sealed class Shop
{
    public static readonly string[] Names = ["id", "age", "plan", "city", "area", "rooms", "sold", "member", "code", "price"];

    static readonly string[] s_plans = ["gold", "silver", "basic"];

    public List<string> Header { get; } = [.. Names];

    public List<string[]> Rows { get; } = [];

    public Shop(int rows = 600, ulong seed = 1)
    {
        var random = new CounterRandom(seed, "shop");
        for (var i = 0; i < rows; i++)
        {
            var at = (ulong)i * 10;
            string[] row =
            [
                Text(10_000 + i),
                random.Uniform(at) < 0.1 ? "" : Text((int)(18 + 70 * random.Uniform(at + 1))),
                s_plans[(int)(3 * random.Uniform(at + 2))],
                $"city {Text((int)(200 * random.Uniform(at + 3)))}",
                (20.5 + Math.Round(200 * random.Uniform(at + 4), 1)).ToString("F2", CultureInfo.InvariantCulture),
                Text(1 + (int)(8 * random.Uniform(at + 5))),
                new DateOnly(2020, 1, 1).AddDays(i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                random.Uniform(at + 6) < 0.5 ? "true" : "false",
                $"A-{Text(100 + i)}",
                (100 * random.Uniform(at + 7)).ToString("F3", CultureInfo.InvariantCulture),
            ];
            Rows.Add(row);
        }
    }

    public int this[string column] => Header.IndexOf(column);

    /// <summary>Other text in a column's cells.</summary>
    public Shop Set(string column, Func<int, bool> where, Func<string, string> change)
    {
        for (var i = 0; i < Rows.Count; i++)
            if (where(i)) Rows[i][this[column]] = change(Rows[i][this[column]]);
        return this;
    }

    public Shop Set(string column, int row, string text) => Set(column, i => i == row - 1, _ => text);

    public Shop Rename(string column, string name)
    {
        Header[this[column]] = name;
        return this;
    }

    public Shop Remove(string column)
    {
        var at = this[column];
        for (var i = 0; i < Rows.Count; i++) Rows[i] = [.. Rows[i].Where((_, j) => j != at)];
        Header.RemoveAt(at);
        return this;
    }

    public Shop Add(string column, Func<int, string> text)
    {
        for (var i = 0; i < Rows.Count; i++) Rows[i] = [.. Rows[i], text(i)];
        Header.Add(column);
        return this;
    }

    public Shop Keep(int rows)
    {
        Rows.RemoveRange(rows, Rows.Count - rows);
        return this;
    }

    public string ToCsv()
    {
        var text = new StringBuilder(string.Join(',', Header)).Append('\n');
        foreach (var row in Rows) text.AppendJoin(',', row).Append('\n');
        return text.ToString();
    }

    /// <summary>As a run reads it, with the schema that is in force.</summary>
    public Table Read(SchemaFile? schema = null)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("rondo-shop-").FullName, "shop.csv");
        try
        {
            File.WriteAllText(path, ToCsv());
            return SourceReader.Read(new SourceSpec(path), schema is null ? new SourceOptions() : new SourceOptions { Types = schema.TypesForReading });
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
