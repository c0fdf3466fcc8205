using System.Globalization;
using System.Text.Json;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>Registered models, their versions and logged models as MLflow tells them.</summary>
static class ModelJson
{
    public static IReadOnlyList<string> LoggedStatuses { get; } =
        ["LOGGED_MODEL_STATUS_UNSPECIFIED", "LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"];

    public static void WriteModel(Utf8JsonWriter json, ListedModel listed)
    {
        var model = listed.Model;
        json.WriteString("name", model.Name);
        json.WriteNumber("creation_timestamp", model.Created.ToUnixTimeMilliseconds());
        json.WriteNumber("last_updated_timestamp", model.Changed.ToUnixTimeMilliseconds());
        json.WriteString("description", model.Description);
        json.WriteList("latest_versions", listed.Latest, WriteVersion);
        json.WritePairs("tags", model.Tags);
        json.WriteList("aliases", [.. model.Aliases], static (json, alias) =>
        {
            json.WriteString("alias", alias.Key);
            json.WriteString("version", alias.Value.ToString(CultureInfo.InvariantCulture));
        });
    }

    public static void WriteVersion(Utf8JsonWriter json, ModelVersion version)
    {
        json.WriteString("name", version.Model);
        json.WriteString("version", version.Number.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("creation_timestamp", version.Created.ToUnixTimeMilliseconds());
        json.WriteNumber("last_updated_timestamp", version.Changed.ToUnixTimeMilliseconds());
        json.WriteOptional("user_id", version.CreatedBy);
        json.WriteString("current_stage", version.Stage);
        json.WriteString("description", version.Description);
        json.WriteString("source", SourceOf(version));
        json.WriteString("run_id", version.RunId ?? "");
        json.WriteString("status", "READY");
        json.WritePairs("tags", version.Tags);
        json.WriteString("run_link", version.RunLink);
        json.WriteTexts("aliases", version.Aliases);
        json.WriteOptional("model_id", version.LoggedModel);
    }

    /// <summary>Where it comes from; a version of a lifecycle run has a package, which no client of MLflow can read.</summary>
    public static string SourceOf(ModelVersion version) => version.IsForeign ? version.Source : $"rondo:/{version}";

    public static void WriteLogged(Utf8JsonWriter json, LoggedModel model)
    {
        json.WriteObject("info", model, WriteLoggedInfo);
        json.WriteStartObject("data");
        json.WritePairs("params", model.Params);
        json.WriteList("metrics", model.Metrics, WriteMetric);
        json.WriteEndObject();
    }

    static void WriteLoggedInfo(Utf8JsonWriter json, LoggedModel model)
    {
        json.WriteString("model_id", model.Id);
        json.WriteString("experiment_id", model.ProjectId);
        json.WriteString("name", model.Name);
        json.WriteMilliseconds("creation_timestamp_ms", model.Created);
        json.WriteMilliseconds("last_updated_timestamp_ms", model.Changed);
        json.WriteString("artifact_uri", ArtifactPlace.UriOfModel(model.ProjectId, model.Id));
        json.WriteString("status", LoggedStatuses[1 + (int)model.Status]);
        json.WriteOptional("model_type", model.ModelType);
        json.WriteOptional("source_run_id", model.RunId);
        json.WriteOptional("status_message", model.StatusMessage);
        json.WritePairs("tags", model.Tags);
        json.WriteList("registrations", model.Registrations, static (json, made) =>
        {
            json.WriteString("name", made.Model);
            json.WriteString("version", made.Number.ToString(CultureInfo.InvariantCulture));
        });
    }

    static void WriteMetric(Utf8JsonWriter json, LoggedModelMetric metric)
    {
        json.WritePoint(metric.Point);
        json.WriteOptional("dataset_name", metric.DatasetName);
        json.WriteOptional("dataset_digest", metric.DatasetDigest);
        json.WriteString("model_id", metric.ModelId);
        json.WriteString("run_id", metric.RunId);
    }
}

/// <summary>A registered model with the newest version of each stage.</summary>
sealed record ListedModel(RegisteredModel Model, IReadOnlyList<ModelVersion> Latest);
