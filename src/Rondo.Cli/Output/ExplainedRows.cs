using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Explanations;
using Rondo.Lifecycle.Runs;
using Rondo.Prepare.Snapshots;

namespace Rondo.Cli.Output;

/// <summary>Explanations of the first rows of a table, for people, programs or a file.</summary>
sealed class ExplainedRows(LoadedModel model, Table table, IReadOnlyList<RowExplanation> rows)
{
    private const int RowsShown = 5;
    private const int LargestShown = 4;

    /// <summary>The column that moves predictions furthest first.</summary>
    private readonly (string Column, double Mean)[] _means =
    [
        .. rows.SelectMany(r => r.Contributions).GroupBy(c => c.Column, StringComparer.Ordinal)
            .Select(g => (Column: g.Key, Mean: g.Sum(c => Math.Abs(c.Value)) / rows.Count))
            .OrderByDescending(m => m.Mean).ThenBy(m => m.Column, StringComparer.Ordinal),
    ];

    private readonly bool _isExact = rows.All(r => r.IsExact);

    public void Print(Session session, string? path, CancellationToken cancellation)
    {
        if (path is not null) TableWriter.Write(ToTable(), path, cancellation: cancellation);
        if (session.Json) session.Print(path is null ? ToJson() : new JsonObject { ["model"] = model.Version.Model, ["version"] = model.Version.Number, ["rows"] = rows.Count, ["out"] = path });
        else if (path is not null) session.Out.WriteLine($"{model.Version}: {Count(rows.Count)} rows explained in {path}");
        else Write(session.Out);
    }

    JsonObject ToJson() => new()
    {
        ["model"] = model.Version.Model,
        ["version"] = model.Version.Number,
        ["space"] = PartCatalog.SnakeCase(rows[0].Space.ToString()),
        ["exact"] = _isExact,
        ["base"] = Base(),
        ["features"] = new JsonArray([.. _means.Select(m => (JsonNode)m.Column)]),
        ["rows"] = new JsonArray([.. rows.Select(r => (JsonNode)new JsonObject
        {
            ["prediction"] = r.Number is { } number ? number : r.Class,
            ["contributions"] = new JsonObject(r.Contributions.Select(c => KeyValuePair.Create(c.Column, (JsonNode?)c.Value))),
        })]),
        ["output"] = IsOfSeveral ? "the class predicted" : rows[0].Output,
        ["before_calibration"] = rows[0].IsBeforeCalibration,
    };

    // Several classes have a base each; a row's contributions are those of the class predicted.
    JsonNode Base() => IsOfSeveral
        ? new JsonObject(rows.GroupBy(r => r.Output, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.First().Base)))
        : rows[0].Base;

    bool IsOfSeveral => model.Pipeline.Classes.Length > 2;

    void Write(TextWriter writer)
    {
        var space = rows[0].Space switch { ExplanationSpace.LogOdds => "log-odds", ExplanationSpace.Probability => "probability", _ => "prediction" };
        var of = rows[0].Space == ExplanationSpace.Prediction ? "" : IsOfSeveral ? " of the class predicted" : $" of '{rows[0].Output}'";
        writer.WriteLine($"{model.Version}: what moves the {space}{of}{(IsOfSeveral ? "" : $" away from {Number(rows[0].Base)}")}{(rows[0].IsBeforeCalibration ? ", before calibration" : "")}{(_isExact ? "" : ", divided among columns by estimate")}");
        writer.WriteLine();
        TextTable.Write(writer, ["row", "prediction", "score", "largest contributions"], [.. rows.Take(RowsShown).Select((r, i) => (IReadOnlyList<string>)
        [
            Count(i + 1), r.Number is { } number ? Number(number) : r.Class!, Number(r.Score),
            string.Join(", ", r.Contributions.Take(LargestShown).Select(c => $"{c.Column} {(c.Value < 0 ? "" : "+")}{Number(c.Value)}")),
        ])]);
        writer.WriteLine();
        TextTable.Write(writer, ["column", "mean size"], [.. _means.Select(m => (IReadOnlyList<string>)[m.Column, Number(m.Mean)])]);
        writer.WriteLine();
        writer.WriteLine($"Means are of {(rows.Count < table.RowCount ? $"the first {Count(rows.Count)} of {Count(table.RowCount)}" : $"all {Count(rows.Count)}")} rows; --out FILE writes the contributions of every row.");
    }

    /// <summary>Key columns, <c>prediction</c>, <c>base</c>, <c>contribution_COLUMN</c>.</summary>
    Table ToTable()
    {
        var first = table.Take([.. Enumerable.Range(0, rows.Count)]);
        var columns = model.KeyColumns.Where(k => first.Schema.Contains(k)).Select(k => (k, first[k])).ToList();
        columns.Add(("prediction", rows[0].Number is null ? TextColumn.From([.. rows.Select(r => r.Class)]) : new DoubleColumn([.. rows.Select(r => r.Number!.Value)])));
        if (IsOfSeveral || rows[0].Number is null) columns.Add(("explained", TextColumn.From([.. rows.Select(r => r.Output)])));
        columns.Add(("base", new DoubleColumn([.. rows.Select(r => r.Base)])));
        var values = _means.ToDictionary(m => m.Column, _ => new double[rows.Count], StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
            foreach (var (column, value) in rows[i].Contributions) values[column][i] = value;
        foreach (var (column, _) in _means) columns.Add(($"contribution_{column}", new DoubleColumn(values[column])));
        return Table.Of(columns);
    }

    static string Count(int rows) => rows.ToString("N0", CultureInfo.InvariantCulture);

    static string Number(double value) => value.ToString(Math.Abs(value) >= 1000 ? "0" : "G4", CultureInfo.InvariantCulture);
}
