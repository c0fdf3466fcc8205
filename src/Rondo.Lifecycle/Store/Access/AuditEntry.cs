namespace Rondo.Lifecycle.Store.Access;

/// <summary>Who did what, when and from where.</summary>
public sealed record AuditEntry
{
    public required long Sequence { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Actor { get; init; }

    /// <summary>How the actor was known: cookie, password, key, local, command, or none for a failed sign-in.</summary>
    public required string Via { get; init; }

    /// <summary>What was done, such as <c>model.promoted</c> or <c>sign_in.failed</c>.</summary>
    public required string Action { get; init; }

    public required string Target { get; init; }

    public required IReadOnlyDictionary<string, string> Detail { get; init; }

    public string? Address { get; init; }
}

/// <summary>Which part of the audit log is asked for.</summary>
public sealed record AuditFilter
{
    /// <summary>Only entries before this sequence number: the last of the page before.</summary>
    public long? Before { get; init; }

    public string? Actor { get; init; }

    public string? Action { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>The audit table as Dapper reads it.</summary>
sealed class AuditRow
{
    public const string Columns = "sequence, time_us, actor, via, action, target, detail_json, address, hash";

    public long Sequence { get; set; }
    public long TimeUs { get; set; }
    public string Actor { get; set; } = "";
    public string Via { get; set; } = "";
    public string Action { get; set; } = "";
    public string Target { get; set; } = "";
    public string DetailJson { get; set; } = "";
    public string? Address { get; set; }
    public string Hash { get; set; } = "";

    public AuditEntry ToEntry() => new()
    {
        Sequence = Sequence,
        Time = StoreClock.FromMicroseconds(TimeUs),
        Actor = Actor,
        Via = Via,
        Action = Action,
        Target = Target,
        Detail = System.Text.Json.JsonSerializer.Deserialize(DetailJson, StoreJson.Default.DictionaryStringString)!,
        Address = Address,
    };
}
