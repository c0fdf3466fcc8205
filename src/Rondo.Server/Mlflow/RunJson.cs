using System.Text.Json;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Runs and experiments as MLflow tells them.</summary>
static class RunJson
{
    public static IReadOnlyList<string> Statuses { get; } = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

    public static void Write(Utf8JsonWriter json, TrackedRun run)
    {
        json.WriteObject("info", run, WriteInfo);
        json.WriteStartObject("data");
        json.WriteList("metrics", run.Metrics, static (json, metric) => json.WritePoint(metric));
        json.WritePairs("params", run.Params);
        json.WritePairs("tags", run.Tags);
        json.WriteEndObject();
        json.WriteStartObject("inputs");
        json.WriteList("dataset_inputs", run.Inputs, WriteInput);
        json.WriteList("model_inputs", run.InputModels, static (json, id) => json.WriteString("model_id", id));
        json.WriteEndObject();
        json.WriteStartObject("outputs");
        json.WriteList("model_outputs", run.Outputs, static (json, output) =>
        {
            json.WriteString("model_id", output.ModelId);
            json.WriteNumber("step", output.Step);
        });
        json.WriteEndObject();
    }

    public static void WriteInfo(Utf8JsonWriter json, TrackedRun run)
    {
        json.WriteString("run_uuid", run.Id);
        json.WriteString("experiment_id", run.ProjectId);
        json.WriteString("run_name", run.Name);
        json.WriteString("user_id", run.User);
        json.WriteString("status", StatusOf(run));
        json.WriteMilliseconds("start_time", run.Started);
        if (run.Ended is { } ended) json.WriteMilliseconds("end_time", ended);
        json.WriteString("artifact_uri", ArtifactPlace.UriOfRun(run.ProjectId, run.Id));
        json.WriteString("lifecycle_stage", run.Deleted is null ? "active" : "deleted");
        json.WriteString("run_id", run.Id);
    }

    public static void WriteProject(Utf8JsonWriter json, Project project)
    {
        json.WriteString("experiment_id", project.Id);
        json.WriteString("name", project.Name);
        json.WriteString("artifact_location", project.ArtifactLocation);
        json.WriteString("lifecycle_stage", project.Deleted is null ? "active" : "deleted");
        json.WriteNumber("last_update_time", project.Changed.ToUnixTimeMilliseconds());
        json.WriteNumber("creation_time", project.Created.ToUnixTimeMilliseconds());
        json.WritePairs("tags", project.Tags);
    }

    static void WriteInput(Utf8JsonWriter json, RunInput input)
    {
        json.WritePairs("tags", input.Tags);
        json.WriteStartObject("dataset");
        json.WriteString("name", input.Name);
        json.WriteString("digest", input.Digest);
        json.WriteString("source_type", input.SourceType);
        json.WriteString("source", input.Source);
        if (input.Schema is not null) json.WriteString("schema", input.Schema);
        if (input.Profile is not null) json.WriteString("profile", input.Profile);
        json.WriteEndObject();
    }

    static string StatusOf(TrackedRun run) => run.Status switch
    {
        RunStatus.Running => run.IsScheduled ? "SCHEDULED" : "RUNNING",
        RunStatus.Finished => "FINISHED",
        RunStatus.Failed => "FAILED",
        _ => "KILLED",
    };
}
