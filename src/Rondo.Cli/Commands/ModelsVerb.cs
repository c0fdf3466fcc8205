using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Foreign;
using Rondo.Lifecycle.Store;

namespace Rondo.Cli.Commands;

/// <summary>Shows models and versions, moves the champion, and keeps the rules for doing so.</summary>
sealed class ModelsVerb : IVerb
{
    private readonly Argument<string> _action = new("action") { Description = "list, show, register, promote, rollback, approve, reject, rules, diff or delete (default: list).", DefaultValueFactory = _ => "list" };
    private readonly Argument<string[]> _models = new("model") { Description = "NAME, NAME@alias or NAME@3; with register an .onnx file.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why; it goes to the audit trail." };
    private readonly Option<bool> _force = new("--force") { Description = "Promote although a criterion is missed, or delete although an alias points there." };

    private readonly Option<bool?> _needsApproval = new("--needs-approval") { Description = "With rules: whether somebody has to approve a version before it is promoted." };
    private readonly Option<string?> _keep = new("--keep-versions") { Description = "With rules: how many versions without an alias are kept, or all." };
    private readonly ModelFlags _foreign = new();

    public Command Describe()
    {
        _action.AcceptOnlyFromAmong("list", "show", "register", "promote", "rollback", "approve", "reject", "rules", "diff", "delete");
        var models = new Command("models", "List and show models, register one made elsewhere, promote a version, roll back, approve, compare or delete.") { _action, _models, _reason, _force, _needsApproval, _keep };
        foreach (var option in _foreign.All) models.Add(option);
        return models;
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var names = parsed.GetValue(_models)!;
        var action = parsed.GetValue(_action)!;
        if (action == "register" && parsed.GetValue(_foreign.TryOnly)) return Try(session, _foreign.Parse(parsed, OneFile(names)));
        using var workspace = session.OpenWorkspace();
        var author = new Author { Reason = parsed.GetValue(_reason) };
        var force = parsed.GetValue(_force);
        switch (action)
        {
            case "list" when names.Length == 0:
                ListModels(session, workspace);
                break;
            case "list":
                ListVersions(session, workspace.Models.Versions(One(names, "list")));
                break;
            case "show":
                Show(session, workspace, ModelReference.Parse(One(names, "show")));
                break;
            case "register":
                var request = _foreign.Parse(parsed, OneFile(names));
                ModelTrial.Run(parsed, _foreign.TryOnly.Name, cancellation);
                Registered(session, workspace, ForeignModel.Register(workspace, request, author, TimeProvider.System));
                break;
            case "promote":
                Say(session, "promoted", workspace.Models.Promote(ModelReference.Parse(One(names, "promote")), author: author, force: force));
                break;
            case "rollback":
                Say(session, "rolled_back", workspace.Models.Rollback(One(names, "rollback"), author: author));
                break;
            case "approve" or "reject":
                Judge(session, workspace, ModelReference.Parse(One(names, action)), action == "approve", author);
                break;
            case "rules":
                Rules(session, workspace, One(names, "rules"), parsed.GetValue(_needsApproval), parsed.GetValue(_keep), author);
                break;
            case "diff":
                if (names.Length != 2) throw new RondoException("bad_arguments", "models diff needs two versions.", "Write: rondo models diff NAME@1 NAME@2.");
                DifferenceSummary.Print(session, workspace, names[0], names[1], model: null, cancellation);
                break;
            case "delete":
                Delete(session, workspace, One(names, "delete"), author, force);
                break;
        }
        return 0;
    }

    static void ListModels(Session session, Workspace workspace)
    {
        var models = workspace.Models.List();
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["models"] = new JsonArray([.. models.Select(m => (JsonNode)new JsonObject
                {
                    ["name"] = m.Name,
                    ["versions"] = m.VersionCount,
                    ["newest"] = m.Newest?.Number,
                    ["aliases"] = new JsonObject(m.Aliases.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value))),
                })]),
            });
            return;
        }
        if (models.Count == 0) session.Out.WriteLine("No models yet. Make one: rondo run FILE");
        else TextTable.Write(session.Out, ["model", "versions", "newest", "aliases"], [.. models.Select(m => (IReadOnlyList<string>)
            [m.Name, Text(m.VersionCount), m.Newest is { } newest ? Text(newest.Number) : "-", string.Join(", ", m.Aliases.Select(a => $"{a.Key} = {Text(a.Value)}"))])]);
    }

    static void ListVersions(Session session, IReadOnlyList<ModelVersion> versions)
    {
        if (session.Json)
        {
            session.Print(new JsonObject { ["versions"] = new JsonArray([.. versions.Select(v => (JsonNode)ToJson(v))]) });
            return;
        }
        TextTable.Write(session.Out, ["version", "aliases", "success", "created", "metrics"], [.. versions.Select(v => (IReadOnlyList<string>)
            [Text(v.Number), string.Join(", ", v.Aliases), v.Success ? "met" : "missed", Time(v.Created), Metrics(v)])]);
    }

    static void Show(Session session, Workspace workspace, ModelReference reference)
    {
        var version = workspace.Models.Get(reference);
        var package = workspace.Models.Open(version);
        package.Verify();
        var define = Define(package.Description.Spec);
        var signature = package.Description.Signature;
        var json = ToJson(version);
        json["task"] = signature.Task.ToString().ToLowerInvariant();
        json["algorithm"] = package.Description.Lineage.Algorithm;
        json["target"] = signature.Target;
        json["classes"] = new JsonArray([.. signature.Classes.Select(c => (JsonNode)c)]);
        json["columns"] = Columns(signature.Columns.Select(c => (c.Name, c.Type)));
        if (package.Description.Lineage.Foreign is { } origin)
            json["foreign"] = new JsonObject { ["file"] = origin.File, ["sha256"] = origin.Sha256, ["producer"] = origin.Producer, ["opsets"] = new JsonObject(origin.Opsets.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))) };
        foreach (var (key, value) in define) json[key] = value;
        json["commit"] = package.Description.Lineage.GitCommit;
        json["bytes"] = package.SizeBytes;
        if (session.Json)
        {
            session.Print(json);
            return;
        }
        session.Out.WriteLine($"{version}  {string.Join(", ", version.Aliases)}");
        foreach (var (key, value) in define) session.Out.WriteLine($"{key,-11} {value}");
        session.Out.WriteLine($"{"predicts",-11} {signature.Target} by {package.Description.Lineage.Algorithm}, success {(version.Success ? "met" : "missed")}");
        session.Out.WriteLine($"{"needs",-11} {string.Join(", ", json["columns"]!.AsArray().Select(c => $"{c!["name"]} ({c["type"]})"))}");
        if (package.Description.Lineage.Foreign is { } made)
            session.Out.WriteLine($"{"made",-11} elsewhere{(made.Producer.Length > 0 ? $" by {ReadableText.Cell(made.Producer)}" : "")}: {ReadableText.Cell(made.File)} ({string.Join(", ", made.Opsets.Select(o => $"{o.Key} {o.Value}"))}), {Time(version.Created)}");
        else
        {
            session.Out.WriteLine($"{"test",-11} {Metrics(version)}");
            session.Out.WriteLine($"{"run",-11} {version.RunId}, {Time(version.Created)}");
        }
        session.Out.WriteLine($"{"hashes",-11} model {version.ModelHash}");
        if (version.DataHash.Length > 0) session.Out.WriteLine($"{"",-11} data  {version.DataHash}");
        session.Out.WriteLine($"{"",-11} spec  {version.SpecHash}");
    }

    static int Try(Session session, ForeignRequest request)
    {
        ModelTrial.LimitMemory();
        var (_, pipeline) = ForeignModel.Try(request);
        if (session.Json) session.Print(new JsonObject { ["task"] = pipeline.Task.ToString().ToLowerInvariant(), ["columns"] = Columns(pipeline.Input.Fields.Select(f => (f.Name, f.Type))), ["classes"] = new JsonArray([.. pipeline.Classes.Select(c => (JsonNode)c)]) });
        else session.Out.WriteLine($"{request.File} answers: {pipeline.Task.ToString().ToLowerInvariant()} of {pipeline.Input.Fields.Length} columns. Nothing was registered.");
        return 0;
    }

    static void Registered(Session session, Workspace workspace, ModelVersion version)
    {
        if (session.Json)
        {
            session.Print(new JsonObject { ["registered"] = ToJson(version) });
            return;
        }
        var signature = workspace.Models.Open(version).Description.Signature;
        session.Out.WriteLine($"registered: {version}{(version.Aliases.Count > 0 ? $" is {string.Join(", ", version.Aliases)}" : "")}");
        session.Out.WriteLine($"{"predicts",-11} {signature.Target}: {signature.Task.ToString().ToLowerInvariant()}{(signature.Classes.Length > 0 ? $" of {string.Join(", ", signature.Classes.Take(20))}" : "")}");
        session.Out.WriteLine($"{"needs",-11} {string.Join(", ", signature.Columns.Select(c => $"{c.Name} ({c.Type.Word})"))}");
    }

    static JsonArray Columns(IEnumerable<(string Name, ColumnType Type)> columns) =>
        new([.. columns.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["type"] = c.Type.Word })]);

    static string OneFile(string[] names) =>
        names.Length == 1 ? names[0] : throw new RondoException("bad_arguments", "models register needs one ONNX file.", "Write: rondo models register FILE.onnx --name NAME.");

    static void Delete(Session session, Workspace workspace, string name, Author author, bool force)
    {
        if (name.Contains('@', StringComparison.Ordinal)) workspace.Models.Delete(ModelReference.Parse(name), author, force);
        else workspace.Models.DeleteModel(name, author, force);
        if (session.Json) session.Print(new JsonObject { ["deleted"] = name });
        else session.Out.WriteLine($"deleted {name}");
    }

    static void Judge(Session session, Workspace workspace, ModelReference reference, bool isApproved, Author author)
    {
        var word = isApproved ? "approved" : "rejected";
        var version = workspace.Models.Approve(reference, isApproved, author);
        if (session.Json) session.Print(new JsonObject { [word] = ToJson(version) });
        else session.Out.WriteLine($"{word}: {version}");
    }

    // Shows them, after the changes that were asked for.
    static void Rules(Session session, Workspace workspace, string name, bool? needsApproval, string? keep, Author author)
    {
        var rules = workspace.Models.Find(name).Rules;
        var wanted = new ModelRules(needsApproval ?? rules.NeedsApproval, keep is null ? rules.KeepVersions : Count(keep));
        if (wanted != rules) rules = workspace.Models.SetRules(name, wanted, author).Rules;
        if (session.Json)
        {
            session.Print(new JsonObject { ["model"] = name, ["needs_approval"] = rules.NeedsApproval, ["keep_versions"] = rules.KeepVersions });
            return;
        }
        session.Out.WriteLine(rules.NeedsApproval ? "A version is promoted once somebody has approved it." : "A version is promoted without approval.");
        session.Out.WriteLine(rules.KeepVersions is { } count ? $"The newest {Text(count)} versions without an alias are kept." : "All versions are kept.");
    }

    static int? Count(string keep) =>
        keep == "all" ? null
        : int.TryParse(keep, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
        : throw new RondoException("bad_arguments", $"--keep-versions takes a number from 1 on, or all; found '{keep}'.");

    static void Say(Session session, string word, ModelVersion version)
    {
        if (session.Json) session.Print(new JsonObject { [word] = ToJson(version) });
        else session.Out.WriteLine($"{word.Replace('_', ' ')}: {version} is {string.Join(", ", version.Aliases)}");
    }

    static string One(string[] names, string action) =>
        names.Length == 1 ? names[0] : throw new RondoException("bad_arguments", $"models {action} needs the name of one model.", "See: rondo models list.");

    static JsonObject ToJson(ModelVersion version) => new()
    {
        ["model"] = version.Model,
        ["version"] = version.Number,
        ["aliases"] = new JsonArray([.. version.Aliases.Select(a => (JsonNode)a)]),
        ["success"] = version.Success,
        ["created"] = Time(version.Created),
        ["run"] = version.RunId,
        ["metrics"] = new JsonObject(version.Metrics.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        ["spec_hash"] = version.SpecHash,
        ["data_hash"] = version.DataHash,
        ["model_hash"] = version.ModelHash,
        ["package_hash"] = version.PackageHash,
    };

    static List<KeyValuePair<string, string>> Define(JsonElement spec)
    {
        var words = new List<KeyValuePair<string, string>>();
        if (!spec.TryGetProperty("define", out var define)) return words;
        foreach (var key in (string[])["question", "hypothesis", "owner"])
            if (define.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String) words.Add(new(key, value.GetString()!));
        return words;
    }

    static string Metrics(ModelVersion version) => string.Join(", ", version.Metrics.Select(m => $"{m.Key} {Number(m.Value)}"));

    static string Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "-";

    static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
