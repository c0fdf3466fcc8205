using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Http;

/// <summary>The HTTP status of each code of a mistake. A code that isn't here is the caller's: 400.</summary>
static class StatusMap
{
    public static int StatusOf(string code) => code switch
    {
        "forbidden" or "bad_setup_token" => StatusCodes.Status403Forbidden,
        "alias_moved" or "name_taken" or "already_set_up" or "last_admin" or "no_account" or "no_password" or "version_in_use" or "too_many_webhooks"
            or "success_missed" or "no_champion" or "no_previous_champion" or "run_ended" or "run_running" or "run_in_use"
            or "experiment_running" or "experiment_over" or "retrain_running" or "retrain_over" or "cause_answered" or "approval_needed" or "rejected" or "model_exists" or "project_exists" => StatusCodes.Status409Conflict,
        "snapshot_pruned" => StatusCodes.Status410Gone,
        "body_too_large" => StatusCodes.Status413PayloadTooLarge,
        "disk_full" or "provider_unusable" => StatusCodes.Status503ServiceUnavailable,
        // Lines of files and keys of objects are unknown too, but those words are about what was sent.
        "unknown_key" or "unknown_user" or "unknown_run" or "unknown_model" or "unknown_version" or "unknown_alias" or "unknown_experiment"
            or "unknown_project" or "unknown_webhook" or "unknown_alert" or "unknown_retrain" or "no_alerts" or "unknown_tag" or "no_version"
            or "unknown_artifact" or "unknown_snapshot" or "unknown_route" or "unknown_data" or "unknown_object" => StatusCodes.Status404NotFound,
        _ when IsStoreFailure(code) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };

    /// <summary>Failures of the disk, the database or the bucket: the message names files and servers of the server, which are nobody else's business.</summary>
    public static bool IsStoreFailure(string code) =>
        code is "disk_full" or "object_damaged" or "object_missing" or "snapshot_damaged" || code.StartsWith("store_", StringComparison.Ordinal) || code.StartsWith("objects_", StringComparison.Ordinal);
}
