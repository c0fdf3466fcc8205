using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Runs;
using Rondo.Prepare.Snapshots.Differences;
using static Rondo.Cli.Output.ReadableText;

namespace Rondo.Cli.Output;

/// <summary>What changed between two tables, for people and as JSON.</summary>
static class DifferenceTables
{
    private const int ColumnsShown = 4;

    public static void Write(TextWriter writer, DataSide before, DataSide after, TableDifference difference, int limit)
    {
        writer.WriteLine($"{Cell(before.Name)} ({Hash(before.DataHash)}, {Count(before.Table.RowCount)} rows) -> {Cell(after.Name)} ({Hash(after.DataHash)}, {Count(after.Table.RowCount)} rows)");
        if (difference.IsNone)
        {
            writer.WriteLine("No difference.");
            return;
        }
        if (difference.Note is not null) writer.WriteLine(difference.Note);
        writer.WriteLine($"rows matched by {How(difference)}: {Count(difference.RowsAdded)} added, {Count(difference.RowsRemoved)} removed, {Count(difference.RowsChanged)} changed ({Count(difference.CellsChanged)} {(difference.CellsChanged == 1 ? "cell" : "cells")}){(difference.AreRowsReordered ? "; their order changed" : "")}");
        foreach (var column in difference.ColumnsAdded) writer.WriteLine($"column added    {Cell(column.Name)} ({column.Type.Word})");
        foreach (var column in difference.ColumnsRemoved) writer.WriteLine($"column removed  {Cell(column.Name)} ({column.Type.Word})");
        foreach (var column in difference.ColumnsRetyped) writer.WriteLine($"column retyped  {Cell(column.Name)} from {column.Before.Word} to {column.After.Word}{(column.IsCompared ? "" : "; its cells were not compared")}");
        if (difference.AreColumnsReordered) writer.WriteLine("columns stand in another order");
        Changes(writer, after.Table, difference);
        Rows(writer, "added", after.Table, difference.Added, difference);
        Rows(writer, "removed", before.Table, difference.Removed, difference);
        if (difference.Changes.Length < difference.CellsChanged || difference.Added.Length < difference.RowsAdded || difference.Removed.Length < difference.RowsRemoved)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The first {limit} of each are listed; --limit shows more."));
    }

    static void Changes(TextWriter writer, Table after, TableDifference difference)
    {
        if (difference.Changes.IsEmpty) return;
        writer.WriteLine();
        TextTable.Write(writer, ["row", .. difference.Key.Select(Cell), "column", "before", "after"],
            [.. difference.Changes.Select(c => (IReadOnlyList<string>)
            [
                c.RowAfter.ToString(CultureInfo.InvariantCulture),
                .. difference.Key.Select(k => TextOf(after[k], (int)c.RowAfter - 1)),
                Cell(c.Column), Cell(CellValue.Text(c.Before)), Cell(CellValue.Text(c.After)),
            ])]);
    }

    static void Rows(TextWriter writer, string word, Table table, IReadOnlyList<int> rows, TableDifference difference)
    {
        if (rows.Count == 0) return;
        string[] columns = [.. difference.Key, .. table.Schema.Fields.Select(f => f.Name).Except(difference.Key).Take(Math.Max(0, ColumnsShown - difference.Key.Length))];
        writer.WriteLine();
        TextTable.Write(writer, [word, .. columns.Select(Cell)],
            [.. rows.Select(row => (IReadOnlyList<string>)[(row + 1).ToString(CultureInfo.InvariantCulture), .. columns.Select(c => TextOf(table[c], row))])]);
    }

    static string TextOf(Column column, int row) => Cell(CellValue.Text(CellValue.Of(column, row)));

    static string How(TableDifference difference) => difference.MatchedBy == RowMatch.Key
        ? $"key {string.Join(", ", difference.Key.Select(Cell))}"
        : difference.MatchedBy.ToString().ToLowerInvariant();

    public static JsonObject ToJson(DataSide before, DataSide after, TableDifference difference, int limit) => new()
    {
        ["before"] = ToJson(before),
        ["after"] = ToJson(after),
        ["matched_by"] = difference.MatchedBy.ToString().ToLowerInvariant(),
        ["key"] = new JsonArray([.. difference.Key.Select(k => (JsonNode)k)]),
        ["note"] = difference.Note,
        ["columns"] = new JsonObject
        {
            ["added"] = new JsonArray([.. difference.ColumnsAdded.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["type"] = c.Type.Word })]),
            ["removed"] = new JsonArray([.. difference.ColumnsRemoved.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["type"] = c.Type.Word })]),
            ["retyped"] = new JsonArray([.. difference.ColumnsRetyped.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["from"] = c.Before.Word, ["to"] = c.After.Word, ["compared"] = c.IsCompared })]),
            ["reordered"] = difference.AreColumnsReordered,
        },
        ["rows"] = new JsonObject { ["added"] = difference.RowsAdded, ["removed"] = difference.RowsRemoved, ["changed"] = difference.RowsChanged, ["reordered"] = difference.AreRowsReordered },
        ["cells"] = new JsonObject { ["changed"] = difference.CellsChanged },
        ["limit"] = limit,
        ["added"] = new JsonArray([.. difference.Added.Select(row => (JsonNode)Row(after.Table, row))]),
        ["removed"] = new JsonArray([.. difference.Removed.Select(row => (JsonNode)Row(before.Table, row))]),
        ["changes"] = new JsonArray([.. difference.Changes.Select(c => (JsonNode)new JsonObject
        {
            ["row_before"] = c.RowBefore,
            ["row_after"] = c.RowAfter,
            ["key"] = new JsonObject(difference.Key.Select(k => KeyValuePair.Create(k, Value(CellValue.Of(after.Table[k], (int)c.RowAfter - 1))))),
            ["column"] = c.Column,
            ["old"] = Value(c.Before),
            ["new"] = Value(c.After),
        })]),
    };

    static JsonObject ToJson(DataSide side) => new() { ["ref"] = side.Name, ["data_hash"] = side.DataHash, ["rows"] = side.Table.RowCount, ["columns"] = side.Table.Columns.Length };

    static JsonObject Row(Table table, int row) => new()
    {
        ["row"] = row + 1,
        ["values"] = new JsonObject(table.Schema.Fields.Select((f, i) => KeyValuePair.Create(f.Name, Value(CellValue.Of(table.Columns[i], row))))),
    };

    // JSON has no word for infinity.
    static JsonNode? Value(object? value) => value switch
    {
        null => null,
        double number => double.IsFinite(number) ? number : number > 0 ? "Infinity" : "-Infinity",
        long whole => whole,
        bool flag => flag,
        _ => (string)value,
    };
}
