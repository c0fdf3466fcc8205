using System.Text.Json;

namespace Rondo.Lifecycle.Store;

/// <summary>The runs table as Dapper reads it.</summary>
sealed class RunRow
{
    public const string Columns = """
        id, name, parent_id, status, started_us, ended_us, heartbeat_us, host, process_id, process_started_us, seed,
        spec_hash, data_hash, spec_json, rondo_version, git_commit, git_dirty, environment_json, message, project_id, user_name, scheduled, watched, deleted_us, code_diff
        """;

    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string? ParentId { get; set; }
    public string Status { get; set; } = "";
    public long StartedUs { get; set; }
    public long? EndedUs { get; set; }
    public long HeartbeatUs { get; set; }
    public string Host { get; set; } = "";
    public long ProcessId { get; set; }
    public long ProcessStartedUs { get; set; }
    public long Seed { get; set; }
    public string SpecHash { get; set; } = "";
    public string? DataHash { get; set; }
    public string SpecJson { get; set; } = "";
    public string RondoVersion { get; set; } = "";
    public string? GitCommit { get; set; }
    public long? GitDirty { get; set; }
    public string EnvironmentJson { get; set; } = "";
    public string? Message { get; set; }
    public string ProjectId { get; set; } = "";
    public string UserName { get; set; } = "";
    public long Scheduled { get; set; }
    public long Watched { get; set; }
    public long? DeletedUs { get; set; }
    public string? CodeDiff { get; set; }

    public ProcessIdentity Process => new(Host, (int)ProcessId, ProcessStartedUs);

    public Run ToRun() => new()
    {
        Id = Id,
        Name = Name,
        ParentId = ParentId,
        Status = StatusOf(Status),
        Started = StoreClock.FromMicroseconds(StartedUs),
        Ended = StoreClock.FromMicroseconds(EndedUs),
        Heartbeat = StoreClock.FromMicroseconds(HeartbeatUs),
        Host = Host,
        ProcessId = (int)ProcessId,
        Seed = unchecked((ulong)Seed),
        SpecHash = SpecHash,
        DataHash = DataHash,
        SpecJson = SpecJson,
        RondoVersion = RondoVersion,
        Code = GitCommit is null ? null : new CodeVersion(GitCommit, GitDirty != 0),
        Environment = JsonSerializer.Deserialize(EnvironmentJson, StoreJson.Default.DictionaryStringString)!,
        Message = Message,
        ProjectId = ProjectId,
        User = UserName,
        IsScheduled = Scheduled != 0,
        Deleted = StoreClock.FromMicroseconds(DeletedUs),
        CodeDiff = CodeDiff,
    };

    public static string WordOf(RunStatus status) => status switch
    {
        RunStatus.Running => "running",
        RunStatus.Finished => "finished",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        RunStatus.Killed => "killed",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static RunStatus StatusOf(string word) => word switch
    {
        "running" => RunStatus.Running,
        "finished" => RunStatus.Finished,
        "failed" => RunStatus.Failed,
        "cancelled" => RunStatus.Cancelled,
        "killed" => RunStatus.Killed,
        _ => throw new ArgumentOutOfRangeException(nameof(word)),
    };
}
