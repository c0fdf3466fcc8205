using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Webhooks;
using Rondo.Observe.Alerts;

namespace Rondo.Cli.Commands;

/// <summary>Shows what is watched of models and how it stands, silences it, and tries whether messages arrive.</summary>
sealed class AlertsVerb : IVerb
{
    private readonly Option<string?> _model = new("--model") { Description = "Only the rules of this model." };
    private readonly Option<bool> _all = new("--all") { Description = "Those that are quiet too." };
    private readonly Argument<string> _id = new("id") { Description = "The alert's id, as the list shows it." };
    private readonly Option<string> _for = new("--for") { Description = "How long, such as 2h or 7d.", Required = true };
    private readonly Option<string?> _why = new("--why") { Description = "Why, for those who wonder." };
    private readonly Argument<string> _tested = new("model") { Description = "The model whose channels are tried." };
    private readonly Option<string[]> _webhookHosts = new("--webhook-host") { Description = "A host in the private network that webhooks may go to; more by giving it again." };
    private readonly Option<bool> _commands = new("--allow-alert-commands") { Description = "Start the programs that the model's file names." };
    private readonly Command _list, _show, _silence, _unsilence, _secret, _test;

    public AlertsVerb()
    {
        _list = new Command("list", "Show the alerts that fire or are about to, or with --all every rule.") { _model, _all };
        _show = new Command("show", "Show a rule, how it stands, and its last messages.") { _id };
        _silence = new Command("silence", "Tell nobody of it for a while.") { _id, _for, _why };
        _unsilence = new Command("unsilence", "Tell of it again.") { _id };
        _secret = new Command("secret", "Show what its messages to webhooks are signed with when the file names no secret.") { _id };
        _test = new Command("test", "Send a marked message to every channel of a model's rules, and say what arrived.") { _tested, _webhookHosts, _commands };
    }

    public Command Describe() => new("alerts", "Show what is watched of models, silence it, and try whether messages arrive.") { _model, _all, _list, _show, _silence, _unsilence, _secret, _test };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var command = parsed.CommandResult.Command;
        if (command == _test) return Test(session, workspace, parsed, cancellation);
        if (command == _show) Show(session, workspace, parsed.GetValue(_id)!);
        else if (command == _silence) Say(session, workspace.Alerts.Silence(parsed.GetValue(_id)!, Duration(parsed.GetValue(_for)!), parsed.GetValue(_why), new Author()));
        else if (command == _unsilence) Say(session, workspace.Alerts.Unsilence(parsed.GetValue(_id)!, new Author()));
        else if (command == _secret) session.Reveal(workspace.Alerts.SecretOf(parsed.GetValue(_id)!));
        else List(session, workspace, parsed.GetValue(_model), parsed.GetValue(_all));
        return 0;
    }

    static void List(Session session, Workspace workspace, string? model, bool all)
    {
        var rules = workspace.Alerts.List(model).Where(a => a.IsDeclared).ToArray();
        Alert[] shown = [.. rules.Where(a => all || a.State is AlertState.Firing or AlertState.Pending)];
        if (session.Json) session.Print(new JsonObject { ["alerts"] = new JsonArray([.. shown.Select(a => (JsonNode)Json(a))]) });
        else if (rules.Length == 0) session.Out.WriteLine("Nothing is watched yet. `rondo up` begins with the rules of the models that it finds.");
        else if (shown.Length == 0) session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All is quiet: {rules.Length} rule{(rules.Length == 1 ? "" : "s")}, none fires. `rondo alerts --all` shows them."));
        else TextTable.Write(session.Out, ["state", "model", "when", "for", "window", "severity", "since", "last", "id"], [.. shown.Select(Row)]);
    }

    static void Show(Session session, Workspace workspace, string id)
    {
        var (alert, messages) = (workspace.Alerts.Find(id), workspace.Alerts.Messages(id));
        if (session.Json)
        {
            var json = Json(alert);
            json["messages"] = new JsonArray([.. messages.Select(m => (JsonNode)new JsonObject
            {
                ["id"] = m.Id, ["kind"] = m.Kind, ["channel"] = m.Channel, ["created"] = ReadableText.Time(m.Created), ["failures"] = m.Failures,
                ["result"] = m.LastResult, ["arrived"] = m.Arrived, ["done"] = m.Done is { } done ? ReadableText.Time(done) : null,
            })]);
            session.Print(json);
            return;
        }
        TextTable.Write(session.Out, ["state", "model", "when", "for", "window", "severity", "since", "last", "id"], [Row(alert)]);
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"declared by {alert.Model}@{alert.Version}{(alert.IsDeclared ? "" : ", no longer by the version in use")}; seen up to {ReadableText.Time(alert.Seen)}; tells {ReadableText.Cell(string.Join(", ", alert.Channels))}"));
        if (Silence(alert) is { } silence) session.Out.WriteLine(silence);
        if (messages.Count > 0) TextTable.Write(session.Out, ["message", "to", "at", "arrived", "result"], [.. messages.Select(m => (IReadOnlyList<string>)
            [m.Kind, ReadableText.Cell(m.Channel), ReadableText.Time(m.Created), m.Arrived ? "yes" : m.Done is null ? "not yet" : "no", ReadableText.Cell(m.LastResult ?? "")])]);
    }

    static void Say(Session session, Alert alert)
    {
        if (session.Json) session.Print(Json(alert));
        else session.Out.WriteLine(Silence(alert) ?? $"{alert.Model}: {alert.When} is told again.");
    }

    int Test(Session session, Workspace workspace, ParseResult parsed, CancellationToken cancellation)
    {
        using var sender = new WebhookSender(parsed.GetValue(_webhookHosts) ?? [], TimeProvider.System);
        var mail = SmtpServer.Parse(Environment.GetEnvironmentVariable(SmtpServer.Variable));
        var means = new ChannelMeans(sender, mail, parsed.GetValue(_commands), notice => session.Error.WriteLine($"{notice.Title}. {notice.Story}"));
        var told = new AlertDelivery(workspace, means, TimeProvider.System).Test(ModelReference.CheckName(parsed.GetValue(_tested)!), cancellation).GetAwaiter().GetResult();
        if (session.Json)
            session.Print(new JsonObject { ["channels"] = new JsonArray([.. told.Select(t => (JsonNode)new JsonObject { ["channel"] = t.Channel, ["arrived"] = t.Answer.Arrived, ["result"] = t.Answer.Result })]) });
        else TextTable.Write(session.Out, ["to", "arrived", "result"], [.. told.Select(t => (IReadOnlyList<string>)[ReadableText.Cell(t.Channel), t.Answer.Arrived ? "yes" : "no", ReadableText.Cell(t.Answer.Result)])]);
        return told.All(t => t.Answer.Arrived) ? 0 : 1;
    }

    static IReadOnlyList<string> Row(Alert alert) =>
    [
        Word(alert.State) + (alert.SilentUntil > TimeProvider.System.GetUtcNow() ? " (silent)" : ""), alert.Model, alert.When, alert.For.ToString(CultureInfo.InvariantCulture), Span(alert.Window),
        alert.Severity.ToString().ToLowerInvariant(), ReadableText.Time(alert.Since), string.Join(", ", alert.Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:G6}"))), alert.Id,
    ];

    static string? Silence(Alert alert) => alert.SilentUntil > TimeProvider.System.GetUtcNow()
        ? $"{alert.Model}: {alert.When} is silent until {ReadableText.Time(alert.SilentUntil.Value)}, by {ReadableText.Cell(alert.SilentBy ?? "")}{(string.IsNullOrEmpty(alert.SilentWhy) ? "" : $": {ReadableText.Cell(alert.SilentWhy)}")}"
        : null;

    static JsonObject Json(Alert alert) => new()
    {
        ["id"] = alert.Id,
        ["model"] = alert.Model,
        ["version"] = alert.Version,
        ["when"] = alert.When,
        ["for"] = alert.For,
        ["window_seconds"] = alert.Window.TotalSeconds,
        ["severity"] = alert.Severity.ToString().ToLowerInvariant(),
        ["state"] = Word(alert.State),
        ["since"] = ReadableText.Time(alert.Since),
        ["seen"] = ReadableText.Time(alert.Seen),
        ["values"] = new JsonObject(alert.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))),
        ["channels"] = new JsonArray([.. alert.Channels.Select(c => (JsonNode)c)]),
        ["silent_until"] = alert.SilentUntil is { } until ? ReadableText.Time(until) : null,
        ["silent_why"] = alert.SilentWhy,
        ["silent_by"] = alert.SilentBy,
    };

    static string Word(AlertState state) => state.ToString().ToLowerInvariant();

    static string Span(TimeSpan span)
    {
        var (count, unit) = span switch
        {
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerDay == 0 => (span.TotalDays, 'd'),
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerHour == 0 => (span.TotalHours, 'h'),
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerMinute == 0 => (span.TotalMinutes, 'm'),
            _ => (span.TotalSeconds, 's'),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }

    static TimeSpan Duration(string text) => DurationText.Parse(text) ?? throw new RondoException("bad_duration", $"'{text}' is no duration; expected {DurationText.Expected}.");
}
