using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;

namespace Rondo.Lifecycle.Retraining;

/// <summary>How a retrain stands.</summary>
public enum RetrainState { Waiting, Running, Done, Failed, Cancelled, Skipped }

/// <summary>What followed from a retrain that was done.</summary>
public enum RetrainOutcome { Promoted, Held, Refused, Experiment }

/// <summary>A model's training anew, with its cause and what came of it.</summary>
public sealed record RetrainJob
{
    public required string Id { get; init; }

    public required string Model { get; init; }

    public required RetrainCause Cause { get; init; }

    public required string AskedBy { get; init; }

    public required RetrainState State { get; init; }

    /// <summary>How often it was begun.</summary>
    public required int Attempts { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>What it is doing.</summary>
    public string? Progress { get; init; }

    public bool IsStopping { get; init; }

    /// <summary>The version that was to be beaten.</summary>
    public int? Champion { get; init; }

    /// <summary>The version that was trained.</summary>
    public int? Version { get; init; }

    /// <summary>How many rows the source had.</summary>
    public long? Rows { get; init; }

    public RetrainOutcome? Outcome { get; init; }

    /// <summary>Why it came out so, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>The figures of the gate; null when it was not asked.</summary>
    public JsonElement? Verdict { get; init; }

    public bool IsOver => State is not (RetrainState.Waiting or RetrainState.Running);

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["model"] = Model,
        ["cause"] = new JsonObject { ["kind"] = Word(Cause.Kind), ["key"] = Cause.Key, ["at"] = Cause.At.UtcDateTime, ["story"] = Cause.Story },
        ["by"] = AskedBy,
        ["state"] = Word(State),
        ["attempts"] = Attempts,
        ["created"] = Created.UtcDateTime,
        ["started"] = Started?.UtcDateTime,
        ["ended"] = Ended?.UtcDateTime,
        ["progress"] = Progress,
        ["champion"] = Champion,
        ["version"] = Version,
        ["rows"] = Rows,
        ["outcome"] = Outcome is { } outcome ? Word(outcome) : null,
        ["reason"] = Reason,
        ["gate"] = Verdict is { } verdict ? JsonNode.Parse(verdict.GetRawText()) : null,
    };

    internal static string Word(Enum value) => PartCatalog.SnakeCase(value.ToString());
}

/// <summary>How many retrains of a model ended alike.</summary>
/// <param name="Kind">The word of the cause's kind.</param>
/// <param name="Decision">The word of what followed.</param>
public sealed record RetrainCount(string Model, string Kind, string Decision, long Number);

/// <summary>The retrains table as Dapper reads it.</summary>
sealed class RetrainRow
{
    public const string Columns = """
        id, model, kind, cause, story, caused_us, asked_by, state, token, created_us, started_us, heartbeat_us, ended_us, host, process_id, process_started_us,
        cancel, progress, champion, version, data_rows, outcome, reason, verdict_json
        """;

    public string Id { get; set; } = "";
    public string Model { get; set; } = "";
    public string Kind { get; set; } = "";
    public string Cause { get; set; } = "";
    public string Story { get; set; } = "";
    public long CausedUs { get; set; }
    public string AskedBy { get; set; } = "";
    public string State { get; set; } = "";
    public long Token { get; set; }
    public long CreatedUs { get; set; }
    public long? StartedUs { get; set; }
    public long? HeartbeatUs { get; set; }
    public long? EndedUs { get; set; }
    public string? Host { get; set; }
    public long? ProcessId { get; set; }
    public long? ProcessStartedUs { get; set; }
    public long Cancel { get; set; }
    public string? Progress { get; set; }
    public long? Champion { get; set; }
    public long? Version { get; set; }
    public long? DataRows { get; set; }
    public string? Outcome { get; set; }
    public string? Reason { get; set; }
    public string? VerdictJson { get; set; }

    /// <summary>Whether nobody works at it any more: its process is gone, or has not been heard of for so long.</summary>
    public bool IsAbandoned(DateTimeOffset now, TimeSpan silence)
    {
        var process = new ProcessIdentity(Host ?? "", (int)(ProcessId ?? 0), ProcessStartedUs ?? 0);
        return process.IsGone || HeartbeatUs < (now - silence).ToMicroseconds();
    }

    public RetrainJob ToJob() => new()
    {
        Id = Id,
        Model = Model,
        Cause = new RetrainCause(Parse<CauseKind>(Kind), Cause, StoreClock.FromMicroseconds(CausedUs), Story),
        AskedBy = AskedBy,
        State = Parse<RetrainState>(State),
        Attempts = (int)Token,
        Created = StoreClock.FromMicroseconds(CreatedUs),
        Started = StoreClock.FromMicroseconds(StartedUs),
        Ended = StoreClock.FromMicroseconds(EndedUs),
        Progress = Progress,
        IsStopping = Cancel != 0,
        Champion = (int?)Champion,
        Version = (int?)Version,
        Rows = DataRows,
        Outcome = Outcome is null ? null : Parse<RetrainOutcome>(Outcome),
        Reason = Reason,
        Verdict = VerdictJson is null ? null : JsonDocument.Parse(VerdictJson).RootElement,
    };

    static T Parse<T>(string word) where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
