using System.Globalization;
using System.Text;
using Rondo.Deploy.Host;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Benchmarks.Serving;

/// <summary>Made people in the shape of the census set that serving is usually measured with: eight columns of text, six of numbers, two classes.</summary>
sealed class CensusSet(int rows, ulong seed)
{
    static readonly (string Name, int Values)[] s_texts =
        [("workclass", 8), ("education", 16), ("marital_status", 7), ("occupation", 14), ("relationship", 6), ("race", 5), ("sex", 2), ("native_country", 41)];

    static readonly (string Name, double Low, double High)[] s_numbers =
        [("age", 17, 90), ("fnlwgt", 12_285, 1_484_705), ("education_num", 1, 16), ("capital_gain", 0, 9999), ("capital_loss", 0, 4356), ("hours_per_week", 1, 99)];

    readonly string[][] _cells = Make(rows, seed);

    static IEnumerable<string> Names => s_texts.Select(t => t.Name).Concat(s_numbers.Select(n => n.Name));

    /// <summary>A CSV file of all rows with their class.</summary>
    public void WriteCsv(string file) => File.WriteAllLines(file, [string.Join(',', Names) + ",income", .. _cells.Select(row => string.Join(',', row))]);

    /// <summary>A row as JSON: only its columns.</summary>
    public string Json(int row)
    {
        var json = new StringBuilder("{");
        foreach (var (name, i) in Names.Select((name, i) => (name, i)))
        {
            var cell = _cells[row % _cells.Length][i];
            json.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}\"{name}\": {(i < s_texts.Length ? $"\"{cell}\"" : cell)}");
        }
        return json.Append('}').ToString();
    }

    /// <summary>Rows as a model takes them.</summary>
    public Column[] Columns(ServedModel model, int first, int count)
    {
        var names = Names.ToArray();
        return [.. model.Columns.Select(column => Column(column.Type, [.. Enumerable.Range(first, count).Select(row => _cells[row % _cells.Length][Array.IndexOf(names, column.Name)])]))];
    }

    static Column Column(ColumnType type, string[] cells) =>
        type == ColumnType.Text ? TextColumn.From(cells)
        : type == ColumnType.Double ? new DoubleColumn([.. cells.Select(c => double.Parse(c, CultureInfo.InvariantCulture))])
        : new IntegerColumn(type, [.. cells.Select(c => long.Parse(c, CultureInfo.InvariantCulture))]);

    static string[][] Make(int rows, ulong seed)
    {
        var random = new CounterRandom(seed, "census");
        const int Draws = 16;
        return [.. Enumerable.Range(0, rows).Select(row => Row(draw => random.Uniform((ulong)(row * Draws + draw))))];
    }

    static string[] Row(Func<int, double> uniform)
    {
        var cells = new string[s_texts.Length + s_numbers.Length + 1];
        var score = 0.0;
        for (var i = 0; i < s_texts.Length; i++)
        {
            var value = (int)(uniform(i) * s_texts[i].Values);
            score += Math.Sin(value * (i + 3)) * 0.7;
            cells[i] = string.Create(CultureInfo.InvariantCulture, $"{s_texts[i].Name.Replace('_', '-')}-{value}");
        }
        for (var i = 0; i < s_numbers.Length; i++)
        {
            var share = uniform(s_texts.Length + i);
            score += (i % 2 == 0 ? 3 : 0.3) * (share - 0.5);
            cells[s_texts.Length + i] = (s_numbers[i].Low + Math.Floor(share * (s_numbers[i].High - s_numbers[i].Low))).ToString(CultureInfo.InvariantCulture);
        }
        cells[^1] = score + 2 * (uniform(s_texts.Length + s_numbers.Length) - 0.5) > 0.5 ? ">50K" : "<=50K";
        return cells;
    }
}
