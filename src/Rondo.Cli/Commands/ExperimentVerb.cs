using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Experiments;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Tries a version beside the one in use: as a shadow, by a canary, an A/B test or a bandit.</summary>
sealed class ExperimentVerb : IVerb
{
    private readonly Argument<string> _model = new("model") { Description = "The model whose versions are compared." };
    private readonly Argument<string> _name = new("name") { Description = "The experiment's name, the model's unless it was given another, or its id." };
    private readonly Option<string?> _called = new("--name") { Description = "What to call it (default: as the file says, else the model's name)." };
    private readonly Option<string?> _mode = new("--mode") { Description = "shadow, canary, ab or bandit (default: as the file says)." };
    private readonly Option<string?> _treatment = new("--treatment") { Description = "The version or alias to try (default: as the file says, else challenger)." };
    private readonly Option<string?> _why = new("--why") { Description = "Why, for the history." };
    private readonly Option<string?> _ofModel = new("--model") { Description = "Only those of this model." };
    private readonly Command _start, _status, _stop, _plan, _list;

    public ExperimentVerb()
    {
        _mode.AcceptOnlyFromAmong("shadow", "canary", "ab", "bandit");
        _start = new Command("start", "Begin what the model's file declares: challenger against champion. A running `rondo up` or `rondo serve` follows within a moment.") { _model, _called, _mode, _treatment, _why };
        _status = new Command("status", "Say how it stands, the decision first.") { _name };
        _stop = new Command("stop", "End it: the control answers everybody again.") { _name, _why };
        _plan = new Command("plan", "Say what would be compared, and how many units it takes.") { _model, _mode, _treatment };
        _list = new Command("list", "Show the experiments, the newest first.") { _ofModel };
    }

    public Command Describe() => new("experiment", "Try a version beside the one in use, and decide by rules.") { _start, _status, _stop, _plan, _list };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        var (command, clock) = (parsed.CommandResult.Command, TimeProvider.System);
        if (command == _start) Say(session, new AbTestDesk(workspace, clock).Start(ModelReference.CheckName(parsed.GetValue(_model)!), Author(parsed), parsed.GetValue(_called), Change(parsed), Mode(parsed)));
        else if (command == _status) Show(session, new AbTestWatch(workspace, clock).Look(workspace.AbTests.Find(parsed.GetValue(_name)!), cancellation: cancellation));
        else if (command == _stop) Say(session, new AbTestDesk(workspace, clock).Stop(parsed.GetValue(_name)!, Author(parsed)));
        else if (command == _plan) Plan(parsed, session, workspace);
        else if (command == _list) List(session, workspace.AbTests.List(parsed.GetValue(_ofModel)));
        else throw new RondoException("bad_arguments", "experiment takes `start MODEL`, `status NAME`, `stop NAME`, `plan MODEL` or `list`.");
        return 0;
    }

    Author Author(ParseResult parsed) => new() { Reason = parsed.GetValue(_why) };

    AbTestMode? Mode(ParseResult parsed) => parsed.GetValue(_mode) is { } mode ? Enum.Parse<AbTestMode>(mode, ignoreCase: true) : null;

    Func<DeclaredAbTest, DeclaredAbTest> Change(ParseResult parsed) => declared => parsed.GetValue(_treatment) is { } treatment ? declared with { Treatments = [treatment] } : declared;

    void Plan(ParseResult parsed, Session session, Workspace workspace)
    {
        var planned = new AbTestDesk(workspace, TimeProvider.System).Plan(ModelReference.CheckName(parsed.GetValue(_model)!), new Author(), change: Change(parsed), mode: Mode(parsed));
        if (session.Json)
        {
            session.Print(AbTestJson.Of(planned));
            return;
        }
        session.Out.WriteLine(Describe(planned));
        WriteArms(session, planned, null);
        session.Out.WriteLine(planned.Rules.Metric is null ? "Nothing is measured but the guardrails: it wins by holding them to the end."
            : string.Create(CultureInfo.InvariantCulture, $"It is decided by {planned.Rules.Metric}, at {planned.Rules.Confidence:0.##%} confidence ({planned.Rules.Test.ToString().ToLowerInvariant()}). `rondo experiment status` counts the units against those that are needed as soon as some are known."));
        session.Out.WriteLine($"guardrails  {string.Join(", ", planned.Rules.Guardrails.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Metric} {(g.IsRelative ? g.Bound.ToString("+0.##%;-0.##%", CultureInfo.InvariantCulture) : g.Bound.ToString("0.####", CultureInfo.InvariantCulture))}")))}");
        session.Out.WriteLine($"then        {Word(planned.Rules.OnWin)} on a win, {Word(planned.Rules.OnLose)} on a loss, {Word(planned.Rules.OnUnclear)} when it stays unclear; a broken guardrail rolls back");
    }

    static void Say(Session session, AbTest test)
    {
        if (session.Json) session.Print(AbTestJson.Of(test));
        else if (test.IsRunning)
        {
            session.Out.WriteLine(Describe(test));
            WriteArms(session, test, null);
            session.Out.WriteLine($"next        rondo experiment status {test.Name}");
        }
        else session.Out.WriteLine(test.Sentence);
    }

    static void Show(Session session, AbTestReport report)
    {
        if (session.Json)
        {
            session.Print(AbTestJson.Of(report));
            return;
        }
        session.Out.WriteLine(report.Decision.Sentence);
        session.Out.WriteLine();
        session.Out.WriteLine(Describe(report.Test));
        WriteArms(session, report.Test, report);
        if (report.Sizes is { } sizes) session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sizes       {(sizes.IsAlarm ? "do not match the shares" : "match the shares")} (p = {sizes.PValue:0.###})"));
        if (report.Guests > 0) session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"guests      {report.Guests:N0} units belong to no arm and had the control"));
        if (report.UnitsNeeded is { } needed) session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"needed      about {needed:N0} units in each of two equal arms"));
        foreach (var effect in report.Effects.Where(e => e.VarianceRatio < 1))
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"covariate   leaves {effect.VarianceRatio:0%} of the variance of {effect.Arm}"));
        if (report.Segments.Length > 0)
        {
            session.Out.WriteLine();
            TextTable.Write(session.Out, ["segment", "value", "arm", "units", "effect", "interval"],
            [
                .. report.Segments.Select(s => (IReadOnlyList<string>)
                [
                    ReadableText.Cell(s.Column), ReadableText.Cell(s.Value), s.Effect.Arm, s.Effect.Units.ToString("N0", CultureInfo.InvariantCulture), Effect.Signed(s.Effect.Value, s.Effect.IsRelative),
                    $"{Effect.Signed(s.Effect.Interval.Low, s.Effect.IsRelative)} to {Effect.Signed(s.Effect.Interval.High, s.Effect.IsRelative)}",
                ]),
            ]);
        }
        foreach (var (guardrail, effect) in report.Guardrails)
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"guardrail   {guardrail.Metric} of {effect.Arm} {effect.Value:+0.0%;-0.0%}, {guardrail.Bound:+0.##%;-0.##%} is allowed"));
    }

    static string Describe(AbTest test) => string.Create(CultureInfo.InvariantCulture,
        $"{char.ToUpperInvariant(test.Word[0])}{test.Word[1..]} '{test.Name}' of {test.Model}: version {string.Join(", ", test.Treatments.Select(t => test.Arms[t]))} against {test.Control}, {(test.IsRunning ? $"from {ReadableText.Time(test.Started)}, until {ReadableText.Time(test.Started + test.Rules.Duration)} at most" : $"from {ReadableText.Time(test.Started)} to {ReadableText.Time(test.Ended!.Value)}")}");

    static void WriteArms(Session session, AbTest test, AbTestReport? report) => TextTable.Write(session.Out, ["arm", "version", "share", "units"],
    [
        .. test.Arms.OrderBy(a => a.Key == AbTest.ControlArm ? 0 : 1).Select(arm => (IReadOnlyList<string>)
        [
            arm.Key, arm.Value.ToString(CultureInfo.InvariantCulture),
            test.Split.Arms.FirstOrDefault(a => a.Name == arm.Key) is { } open ? open.Share.ToString("0.##%", CultureInfo.InvariantCulture) : "mirrors",
            report is null ? "" : report.Units.GetValueOrDefault(arm.Key).ToString("N0", CultureInfo.InvariantCulture),
        ]),
    ]);

    static void List(Session session, IReadOnlyList<AbTest> tests)
    {
        if (session.Json) session.Print(new JsonObject { ["experiments"] = new JsonArray([.. tests.Select(t => (JsonNode)AbTestJson.Of(t))]) });
        else if (tests.Count == 0) session.Out.WriteLine("No experiment yet. `rondo experiment start MODEL` begins one.");
        else TextTable.Write(session.Out, ["name", "mode", "model", "control", "tried", "state", "since", "said"], [.. tests.Select(t => (IReadOnlyList<string>)
            [ReadableText.Cell(t.Name), AbTestJson.Word(t.Rules.Mode), t.Model, t.Control.ToString(CultureInfo.InvariantCulture), string.Join(", ", t.Treatments.Select(a => t.Arms[a])), t.Outcome ?? "running", ReadableText.Time(t.Started), ReadableText.Cell(t.Sentence ?? "")])]);
    }

    static string Word(AbTestStep step) => step.ToString().ToLowerInvariant();
}
