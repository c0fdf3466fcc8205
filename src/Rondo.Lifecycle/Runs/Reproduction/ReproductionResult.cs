using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Runs.Reproduction;

/// <summary>Something that is not as it was when the model was made.</summary>
/// <param name="Command">What puts it right, for a shell; null when nothing does.</param>
public sealed record Circumstance(string Code, string Message, string? Command = null);

/// <summary>Something in which the new model differs from the first.</summary>
/// <param name="What">algorithm, signature, pipeline, or a metric's name on the test rows.</param>
public sealed record ModelDifference(string What, string Expected, string Found);

/// <summary>What came of training a model again.</summary>
/// <param name="Model">The version, or the package's folder.</param>
/// <param name="Run">The run that trained it again.</param>
public sealed record ReproductionResult(string Model, string Run)
{
    public required string ExpectedHash { get; init; }

    public required string FoundHash { get; init; }

    public required string SpecHash { get; init; }

    public required string DataHash { get; init; }

    /// <summary>How many recorded trials took the place of the clock; null when the file alone repeats the run.</summary>
    public int? ReplayedTrials { get; init; }

    public required double Seconds { get; init; }

    public ImmutableArray<Circumstance> Alerts { get; init; } = [];

    /// <summary>Empty when the bits are the same.</summary>
    public ImmutableArray<ModelDifference> Differences { get; init; } = [];

    /// <summary>Where the new model is kept when its bits are others.</summary>
    public string? PipelinePath { get; init; }

    public bool IsSame => ExpectedHash == FoundHash;

    /// <summary>Whether something is known that may explain other bits: then it is the user's to put right, else it is our fault.</summary>
    public bool IsExplained => Alerts.Any(a => a.Code is "other_rondo" or "other_plugin" or "other_defaults");

    /// <summary>As contracts say: 0 for the same bits, 2 when another Rondo or plugin was used, 1 when nothing explains other bits.</summary>
    public int ExitCode => IsSame ? 0 : IsExplained ? 2 : 1;

    public JsonObject ToJson() => new()
    {
        ["model"] = Model,
        ["run"] = Run,
        ["same"] = IsSame,
        ["model_hash"] = new JsonObject { ["expected"] = ExpectedHash, ["found"] = FoundHash },
        ["spec_hash"] = SpecHash,
        ["data_hash"] = DataHash,
        ["replayed_trials"] = ReplayedTrials,
        ["differences"] = new JsonArray([.. Differences.Select(d => (JsonNode)new JsonObject { ["what"] = d.What, ["expected"] = d.Expected, ["found"] = d.Found })]),
        ["alerts"] = new JsonArray([.. Alerts.Select(ToJson)]),
        ["pipeline"] = PipelinePath,
        ["seconds"] = Seconds,
    };

    static JsonNode ToJson(Circumstance alert)
    {
        var json = new JsonObject { ["code"] = alert.Code, ["message"] = alert.Message };
        if (alert.Command is not null) json["command"] = alert.Command;
        return json;
    }
}
