using System.Text.Json.Nodes;

namespace Rondo.Client.Tests;

/// <summary>A run as the test's server has it.</summary>
sealed class LoggedRun(string id, string experimentId, string name, string artifactUri)
{
    readonly HashSet<(string, double, long, long)> _points = [];

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string ExperimentId { get; } = experimentId;

    public string Status { get; set; } = "RUNNING";

    public long? EndTime { get; set; }

    public bool IsDeleted { get; set; }

    public Dictionary<string, string> Params { get; } = [];

    public Dictionary<string, string> Tags { get; } = [];

    /// <summary>In the order of arrival, equal points once.</summary>
    public List<(string Key, double Value, long Time, long Step)> Metrics { get; } = [];

    /// <summary>How many points came again.</summary>
    public int Repeated { get; private set; }

    public List<string> Datasets { get; } = [];

    public List<(int Metrics, int Params, int Tags)> Batches { get; } = [];

    public JsonObject Json => new()
    {
        ["info"] = new JsonObject { ["run_id"] = Id, ["run_uuid"] = Id, ["run_name"] = Name, ["experiment_id"] = ExperimentId, ["status"] = Status, ["artifact_uri"] = artifactUri },
        ["data"] = new JsonObject(),
    };

    public void Add((string, double, long, long) point)
    {
        if (_points.Add(point)) Metrics.Add(point);
        else Repeated++;
    }
}
