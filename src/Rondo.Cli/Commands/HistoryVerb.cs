using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Tells what happened to a model, and what was its champion when.</summary>
sealed class HistoryVerb : IVerb
{
    private static readonly string[] s_forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private readonly Argument<string> _name = new("name") { Description = "The model's name." };
    private readonly Option<string?> _at = new("--at") { Description = "What the aliases pointed at then: a time such as 2026-11-01T12:00, in UTC unless it says otherwise." };

    public Command Describe() => new("history", "Show what happened to a model, oldest first, or what was its champion when.") { _name, _at };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var (name, at) = (ModelReference.CheckName(parsed.GetValue(_name)!), parsed.GetValue(_at) is { } text ? Parse(text) : (DateTimeOffset?)null);
        using var workspace = session.OpenWorkspace();
        var events = workspace.Models.History(name);
        if (at is { } time) WriteAt(session, name, time, AliasHistory.At(events, time));
        else if (session.Json) session.Print(new JsonObject { ["events"] = new JsonArray([.. events.Select(e => (JsonNode)ToJson(e))]) });
        else TextTable.Write(session.Out, ["time", "event", "version", "alias", "before", "by", "reason"], [.. events.Select(Row)]);
        return 0;
    }

    static void WriteAt(Session session, string name, DateTimeOffset time, IReadOnlyDictionary<string, ModelEvent> aliases)
    {
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["model"] = name,
                ["at"] = ReadableText.Time(time),
                ["aliases"] = new JsonObject(aliases.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value.Version))),
                ["since"] = new JsonObject(aliases.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)ToJson(a.Value)))),
            });
            return;
        }
        if (!aliases.ContainsKey(ModelReference.Champion)) session.Out.WriteLine($"{name} had no champion at {ReadableText.Time(time)}.");
        foreach (var (alias, since) in aliases)
            session.Out.WriteLine($"{alias,-11} {name}@{since.Version}, {since.Kind.Replace('_', ' ')} at {ReadableText.Time(since.Time)} by {ReadableText.Cell(since.By)}{(since.Reason is null ? "" : $": {ReadableText.Cell(since.Reason)}")}");
    }

    static IReadOnlyList<string> Row(ModelEvent e) =>
    [
        ReadableText.Time(e.Time), e.Kind.Replace('_', ' '), Number(e.Version), e.Alias ?? "", Number(e.Previous), ReadableText.Cell(e.By),
        ReadableText.Cell(string.Join("; ", ((string?[])[e.Reason, .. e.Evidence.Select(v => $"{v.Key} {v.Value}")]).OfType<string>())),
    ];

    public static JsonObject ToJson(ModelEvent e)
    {
        var json = new JsonObject
        {
            ["time"] = e.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["kind"] = e.Kind,
            ["model"] = e.Model,
            ["version"] = e.Version,
            ["by"] = e.By,
            ["reason"] = e.Reason,
            ["evidence"] = new JsonObject(e.Evidence.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))),
        };
        if (e.Previous is not null) json["previous"] = e.Previous;
        if (e.Alias is not null) json["alias"] = e.Alias;
        return json;
    }

    static string Number(int? version) => version?.ToString(CultureInfo.InvariantCulture) ?? "";

    static DateTimeOffset Parse(string text) =>
        DateTimeOffset.TryParseExact(text, s_forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new RondoException("bad_time", $"'{text}' is no time.", "Write a date or a time such as 2026-11-01T12:00, 2026-11-01T12:00:30Z or 2026-11-01T12:00+01:00.");
}
