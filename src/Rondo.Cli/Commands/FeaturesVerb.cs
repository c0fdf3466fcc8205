using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Deploy.Features;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Features;

namespace Rondo.Cli.Commands;

/// <summary>Keeps the tables by which hosts complete rows that only name an entity.</summary>
sealed class FeaturesVerb : IVerb
{
    private readonly DataArgument _data = new();
    private readonly Option<string> _key = new("--key") { Description = "The column that says whom a row is about.", Required = true };
    private readonly Option<string> _time = new("--time") { Description = "The column that says from when on a row is true.", Required = true };
    private readonly Option<string?> _table = new("--table") { Description = "The table's name (default: that of the key)." };
    private readonly Option<int?> _keep = new("--keep") { Description = "How many rows of each entity are kept, the newest (default: 100)." };
    private readonly Argument<string?> _name = new("table") { Description = "The table; all tables when left out.", DefaultValueFactory = _ => null };
    private readonly Argument<string> _dropped = new("table") { Description = "The table." };
    private readonly Option<string?> _entity = new("--entity") { Description = "Show what a row of this entity would get." };
    private readonly Option<string?> _at = new("--at") { Description = "As of this time, such as 2026-05-31T12:00:00Z (default: now)." };

    public Command Describe()
    {
        var push = new Command("push", "Add rows to a table; a host sees them within half a second.") { _key, _time, _table, _keep };
        _data.AddTo(push);
        return new Command("features", "Keep the tables by which hosts complete rows that only name an entity.")
        {
            push,
            new Command("show", "Show the tables, or what is known of an entity.") { _name, _entity, _at },
            new Command("drop", "Remove a table.") { _dropped },
        };
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var tables = new FeatureTables(workspace);
        switch (parsed.CommandResult.Command.Name)
        {
            case "push": return Push(parsed, session, tables, cancellation);
            case "drop": return Drop(parsed, session, tables);
            default: return Show(parsed, session, tables);
        }
    }

    int Push(ParseResult parsed, Session session, FeatureTables tables, CancellationToken cancellation)
    {
        var rows = _data.Read(parsed, session, cancellation).Table;
        var key = parsed.GetValue(_key)!;
        var name = parsed.GetValue(_table) ?? key;
        var table = tables.Push(name, rows, key, parsed.GetValue(_time)!, parsed.GetValue(_keep));
        Tell(session, [(name, table)], $"{rows.RowCount.ToString("N0", CultureInfo.InvariantCulture)} rows pushed.");
        return 0;
    }

    int Drop(ParseResult parsed, Session session, FeatureTables tables)
    {
        var name = parsed.GetValue(_dropped)!;
        if (!tables.Drop(name)) tables.Get(name);
        if (session.Json) session.Print(new JsonObject { ["dropped"] = name });
        else session.Out.WriteLine($"{name} is dropped.");
        return 0;
    }

    int Show(ParseResult parsed, Session session, FeatureTables tables)
    {
        if (parsed.GetValue(_name) is not { } name) Tell(session, [.. tables.Names.Select(n => (n, tables.Get(n)))], null);
        else if (parsed.GetValue(_entity) is { } entity) ShowEntity(session, name, tables.Get(name), entity, Until(parsed));
        else Tell(session, [(name, tables.Get(name))], null);
        return 0;
    }

    long Until(ParseResult parsed)
    {
        if (parsed.GetValue(_at) is not { } text) return (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return CivilCalendar.TryParseTimestamp(text, allowZone: true, out var time) ? time : throw new RondoException("bad_arguments", $"--at takes a time such as 2026-05-31T12:00:00Z; found '{text}'.");
    }

    static void ShowEntity(Session session, string name, FeatureTable table, string entity, long until)
    {
        if (table.Find(entity, until) is not { } found)
            throw new RondoException("unknown_entity", $"Of '{entity}' the feature table '{name}' has {(table.Knows(entity) ? "later rows only" : "no row")}.");
        var row = table.Rows.Take([found.Row]);
        var values = row.Schema.Fields.Select((f, i) => (f.Name, Value: row.Columns[i].IsMissing(0) ? null : Text(row.Columns[i]))).ToArray();
        if (session.Json) session.Print(new JsonObject(values.Select(v => KeyValuePair.Create(v.Name, (JsonNode?)v.Value))));
        else TextTable.Write(session.Out, ["column", "value"], [.. values.Select(v => (IReadOnlyList<string>)[v.Name, v.Value ?? ""])]);
    }

    static string Text(Column column) => column switch
    {
        DoubleColumn doubles => doubles.Values[0].ToString("R", CultureInfo.InvariantCulture),
        TextColumn texts => texts[0]!,
        IntegerColumn { Type: ColumnType.Boolean } flags => flags.Values[0] != 0 ? "true" : "false",
        IntegerColumn { Type: ColumnType.Date } days => DateTime.UnixEpoch.AddDays(days.Values[0]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IntegerColumn { Type: ColumnType.Int64 } whole => whole.Values[0].ToString(CultureInfo.InvariantCulture),
        IntegerColumn times => DateTime.UnixEpoch.AddTicks(times.Values[0] * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + (times.Type == ColumnType.TimestampUtc ? "Z" : ""),
        _ => throw new ArgumentException($"A column of {column.Type.Word} has no text.", nameof(column)),
    };

    static void Tell(Session session, IReadOnlyList<(string Name, FeatureTable Table)> tables, string? note)
    {
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["tables"] = new JsonArray([.. tables.Select(t => (JsonNode?)new JsonObject
            {
                ["name"] = t.Name, ["key"] = t.Table.Key, ["time"] = t.Table.Time, ["entities"] = t.Table.Entities, ["rows"] = t.Table.Rows.RowCount, ["keep"] = t.Table.Kept,
            })])
            });
            return;
        }
        if (note is not null) session.Out.WriteLine(note);
        if (tables.Count == 0) session.Out.WriteLine("There are no feature tables.");
        else TextTable.Write(session.Out, ["table", "key", "time", "entities", "rows", "keep"], [.. tables.Select(t => (IReadOnlyList<string>)
            [t.Name, t.Table.Key, t.Table.Time, Number(t.Table.Entities), Number(t.Table.Rows.RowCount), Number(t.Table.Kept)])]);
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
