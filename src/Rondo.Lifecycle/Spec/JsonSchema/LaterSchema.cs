using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Spec.JsonSchema;

/// <summary>The schema of the steps after training.</summary>
static class LaterSchema
{
    public const string Span = @"^[0-9]+(\.[0-9]+)?(s|m|h|d|w|mo|y)$";
    public const string Cron = "cron";
    public const string Percent = @"^[-+]?[0-9]+(\.[0-9]+)?%$";

    public static (string Key, JsonObject Rule)[] Sections() => [("deploy", Deploy()), ("observe", Observe()), ("experiment", Experiment()), ("retrain", Retrain())];

    public const string ClockTime = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

    public static JsonObject Window() =>
        Rule.Any(Rule.Word("expanding"), Rule.Section(("sliding", Time().Says("Such as 18mo, counted back from the newest row.")), ("reservoir", Rule.Whole(1, int.MaxValue).Says("How many rows."))).With("minProperties", 1));

    static JsonObject Schedule() => Rule.Text().With("format", Cron);

    static JsonObject Time() => Rule.Pattern(Span);

    static JsonObject ShareOrPercent() => Rule.Any(Rule.Real(), Rule.Pattern(Percent));

    static JsonObject Deploy() => Rule.Section(
        ("register", Rule.Section(("alias", Rule.Text().Says("The alias that the version gets.")), ("if", Rule.Word("success").Says("Only if the criteria hold."))).Says("How the version is registered.")),
        ("rest", Rule.Section(
            ("port", Rule.Whole(0, 65_535).Says("The port that is listened on.")),
            ("bind", Rule.Text().Says("The address that is listened on.")),
            ("auth", Rule.Word("none", "api_key").Says("Who may ask.")),
            ("api_key_file", Rule.Text().Says("The file with the keys.")),
            ("entity_lookup", Rule.Text().Says("The column by which features are looked up.")),
            ("max_body", Rule.Single().Says("The largest request.")),
            ("max_rows", Rule.Whole(1).Says("The most rows of a request.")),
            ("concurrency", Rule.Whole(1).Says("Requests answered at a time.")),
            ("rate_limit", Rule.Single().Says("Requests a client may send, such as 10/s.")),
            ("timeout", Time().Says("How long a request may take.")),
            ("memory", Rule.Single().Says("What the host may hold in memory."))).Says("The host that answers requests.")),
        ("batch", Rule.Section(
            ("input", Rule.Text().Says("Files, or the name of a source.")),
            ("output", Rule.Text().Says("Where predictions go.")),
            ("schedule", Schedule().Says("When, in UTC: five fields as of cron, or @daily."))).Says("Predictions of whole files.")),
        ("edge", Rule.Section(("formats", Rule.OneOrMore(Rule.Word("onnx", "c", "js", "executable")).Says("What the model is exported to."))).Says("Models that run elsewhere.")),
        ("container", Rule.Section(("contract", Rule.Word("mlflow", "kserve", "sagemaker", "vertex", "azure").Says("The platform whose protocol it speaks."))).Says("An image of the host."))).Says("How the model is put to use.");

    static JsonObject Observe() => Rule.Section(
        ("log", Rule.Section(("sample", Rule.Real(0, 1).Says("The share of requests that are logged.")), ("retain", Time().Says("How long they are kept.")), ("max_bytes", Rule.Single().Says("The most that they take of the disk.")), ("durable", Rule.Flag().Says("Whether an answer waits until it is on the disk."))).Says("The log of predictions.")),
        ("labels", Rule.Section(
            ("source", Rule.Text().Says("Where the truth comes from: a file, an address, or the name of a source.")),
            ("key", Rule.Text().Says("The column by which it finds its prediction.")),
            ("delay", Time().Says("How late it comes."))).Says("The truth that comes later.")),
        ("estimate", Rule.Word("without_labels").Says("Estimates performance before the truth is known.")),
        ("drift", Rule.Section(
            ("reference", Rule.Text().Says("What the data are compared with.")),
            ("window", Time().Says("How much is compared at a time.")),
            ("method", Rule.Text().Says("How they are compared.")),
            ("threshold", Rule.Real(0).Says("From which effect on there is an alert."))).Says("Whether the data change.")),
        ("performance", Rule.Section(
            ("metric", Rule.Text().Says("What is watched.")),
            ("threshold", Rule.Real().Says("Its bound, in the metric's good direction.")),
            ("window", Time().Says("How much is measured at a time."))).Says("Whether the model stays good.")),
        ("mask", Rule.OneOrMore(Rule.Text()).Says("Columns that are never logged.")),
        ("alerts", Rule.List(Rule.Section(
            ("when", Rule.Text().Says("A condition over measured values, such as `drift.share > 0.3`; several are joined by `and` or `or`.")),
            ("for", Rule.Whole(1, 1000).Says("How many windows in a row it must hold.")),
            ("window", Time().Says("How much is measured at a time; as long as that of drift when left out.")),
            ("severity", Rule.Word("info", "warning", "critical").Says("How much it matters; `warning` when left out.")),
            ("notify", Rule.Section(
                ("webhook", Rule.OneOrMore(Rule.Text()).Says("Addresses that signed messages are posted to.")),
                ("secret", Rule.Text().Says("What messages to webhooks are signed with, such as `${ALERT_SECRET}`: whsec_ and 24 to 64 bytes in base64.")),
                ("email", Rule.OneOrMore(Rule.Text()).Says("Who gets an e-mail.")),
                ("command", Rule.OneOrMore(Rule.Text()).Says("A program, or a program and its arguments, that gets the message as JSON on its standard input; only where the operator allows it.")),
                ("log", Rule.Flag().Says("Whether the server's log says it; it does when nobody else is told."))).With("minProperties", 1).Says("Who is told."))).Needs("when")).Says("Who is told of what."))).Says("What is watched while the model serves.");

    static JsonObject Experiment() => Rule.Section(
        ("name", Rule.Text().Says("The experiment's name; the model's when left out.")),
        ("mode", Rule.OneOrMore(Rule.Word("shadow", "canary", "ab", "bandit")).Says("How the two are compared; of several, who wins in one is tried in the next.")),
        ("control", Rule.Text().Says("The version or alias in use.")),
        ("treatment", Rule.OneOrMore(Rule.Text()).Says("The version or alias that may replace it; several are tried side by side.")),
        ("unit", Rule.Text().Says("The column of rows that names who is assigned to an arm as a whole; a request's own unit goes before it.")),
        ("split", Rule.Map(ShareOrPercent()).Says("The share of each arm, and of the holdout, who keep the control whatever is tried.")),
        ("segments", Rule.List(Rule.Text(), 1).Says("Columns of rows by whose values effects are told apart as well; the whole decides.")),
        ("ramp", Rule.List(ShareOrPercent(), 1).Says("The treatment's shares one after the other, each for an equal part of the duration.")),
        ("duration", Time().Says("How long it lasts at most.")),
        ("window", Time().Says("How much of the traffic guardrails look at, at a time; 1m when left out.")),
        ("floor", ShareOrPercent().Says("What every arm of a bandit gets at least; 5% when left out.")),
        ("delay", Time().Says("How long outcomes take to come: a bandit learns from units that are as old as that.")),
        ("goal", Rule.Section(
            ("metric", Rule.Text().Says("The outcome that decides.")),
            ("direction", Rule.Word("higher", "lower").Says("Which way is good; higher when left out.")),
            ("min_units", Rule.Whole(2).Says("Units that each arm has before anything is decided; 100 when left out.")),
            ("winsorize", Rule.Real(0.5, 1).Says("Values above this quantile of all arms count as it.")),
            ("prior_sd", Rule.Positive().Says("With test bayesian: the deviation of the relative effect that is expected beforehand.")),
            ("min_effect", ShareOrPercent().Says("The smallest effect worth finding.")),
            ("power", Rule.Share().Says("The probability of finding it.")),
            ("confidence", Rule.Share().Says("One less the share of false alarms.")),
            ("test", Rule.Word("sequential", "fixed", "bayesian").Says("How certainty is judged: by an interval that may be watched, once at the end, or by a posterior."))).Needs("metric").Says("What is to become better.")),
        ("guardrails", Rule.Map(ShareOrPercent()).Says("What must not become worse.")),
        ("decide", Rule.Section(
            ("metric", Rule.Text().Says("What decides.")),
            ("better_by", ShareOrPercent().Says("By how much the treatment must be better.")),
            ("confidence", Rule.Share().Says("How sure that must be.")),
            ("then", Decision().Says("What then happens."))).Says("When and how it ends.")),
        ("then", Rule.Section(("win", Decision()), ("lose", Decision()), ("unclear", Decision())).Says("What follows from each outcome."))).Says("How a new version is compared with the one in use.");

    static JsonObject Decision() => Rule.Word("promote", "rollback", "hold");

    static JsonObject Retrain() => Rule.Section(
        ("when", Rule.OneOrMore(Rule.Any(Rule.Word("drift", "performance", "manual", "api"), Rule.Section(
            ("schedule", Schedule().Says("When, in UTC: five fields as of cron, or @monthly.")),
            ("new_rows", Rule.Whole(1).Says("So many new rows."))).With("minProperties", 1))).Says("What starts it; a person and the API always may.")),
        ("quiet", Rule.Section(
            ("from", Rule.Pattern(ClockTime).Says("Such as 22:00.")),
            ("to", Rule.Pattern(ClockTime).Says("Such as 06:00."))).Needs("from", "to").Says("Hours of each day, in UTC, in which none is begun: causes wait.")),
        ("window", Window().Says("Which rows are learnt from: all, those of the last span of time, or a uniform draw of so many.")),
        ("gate", Rule.Section(
            ("holdout", Rule.Any(Rule.Word("same"), Time()).Says("The rows that decide: the test rows of the file's own split, or the newest of so long a time.")),
            ("better_than", Rule.Text().Says("The version or alias that must be beaten; `champion` when left out.")),
            ("on", Rule.Text().Says("The metric; that of training when left out.")),
            ("confidence", Rule.Share().Says("How sure a difference must be; 0.95 when left out.")),
            ("and", Rule.Word("success").Says("The criteria must hold too."))).Says("What a new version must pass.")),
        ("then", Rule.Word("experiment", "promote", "hold").Says("What happens to a version that passed.")),
        ("memory", Rule.Single().Says("What a retrain that the server starts may hold in memory, such as 4GB; half of the machine's when left out.")),
        ("keep", Rule.Whole(1).Says("How many of the newest versions without an alias stay after a retrain; those that are tried or would be rolled back to stay in any case. All when left out."))).Says("When and how the model is trained anew.");
}
