using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Alerts;

namespace Rondo.Lifecycle.Alerting;

/// <summary>The alert_rules table as Dapper reads it.</summary>
sealed class AlertRow
{
    public const string Columns = "id, model, condition, window_us, version, declared, for_windows, severity, channels_json, secret, state, breaches, quiet, since_us, seen_us, values_json, told, silent_until_us, silent_why, silent_by";

    /// <summary>As declared: a rule that fires and ends with retrains, and has no windows.</summary>
    public const int OfRetrains = 2;

    public string Id { get; set; } = "";
    public string Model { get; set; } = "";
    public string Condition { get; set; } = "";
    public long WindowUs { get; set; }
    public long Version { get; set; }
    public long Declared { get; set; }
    public long ForWindows { get; set; }
    public string Severity { get; set; } = "";
    public string ChannelsJson { get; set; } = "";
    public string Secret { get; set; } = "";
    public string State { get; set; } = "";
    public long Breaches { get; set; }
    public long Quiet { get; set; }
    public long SinceUs { get; set; }
    public long SeenUs { get; set; }
    public string ValuesJson { get; set; } = "";
    public long Told { get; set; }
    public long? SilentUntilUs { get; set; }
    public string? SilentWhy { get; set; }
    public string? SilentBy { get; set; }

    public AlertRule Rule => new(AlertCondition.Parse(Condition), (int)ForWindows, TimeSpan.FromMicroseconds(WindowUs), Enum.Parse<AlertSeverity>(Severity, ignoreCase: true));

    public AlertProgress Progress => new(Enum.Parse<AlertState>(State, ignoreCase: true), (int)Breaches, (int)Quiet);

    public DateTimeOffset Seen => StoreClock.FromMicroseconds(SeenUs);

    public ImmutableArray<AlertTarget> Targets => JsonSerializer.Deserialize(ChannelsJson, AlertJson.Default.ImmutableArrayAlertTarget);

    public bool IsSilent(DateTimeOffset now) => SilentUntilUs is { } until && until > now.ToMicroseconds();

    public Alert ToAlert() => new()
    {
        Id = Id,
        Model = Model,
        Version = (int)Version,
        When = Condition,
        For = (int)ForWindows,
        Window = TimeSpan.FromMicroseconds(WindowUs),
        Severity = Enum.Parse<AlertSeverity>(Severity, ignoreCase: true),
        State = Progress.State,
        Since = StoreClock.FromMicroseconds(SinceUs),
        Seen = Seen,
        Values = JsonSerializer.Deserialize(ValuesJson, AlertJson.Default.DictionaryStringDouble)!,
        Channels = [.. Targets.Select(t => t.ToString())],
        SilentUntil = StoreClock.FromMicroseconds(SilentUntilUs),
        SilentWhy = SilentWhy,
        SilentBy = SilentBy,
        IsDeclared = Declared != 0,
    };
}

/// <summary>The alert_messages table as Dapper reads it.</summary>
sealed class MessageRow
{
    public const string Columns = "id, alert_id, channel_json, notice_json, created_us, failures, last_result, done_us, arrived";

    public string Id { get; set; } = "";
    public string AlertId { get; set; } = "";
    public string ChannelJson { get; set; } = "";
    public string NoticeJson { get; set; } = "";
    public long CreatedUs { get; set; }
    public long Failures { get; set; }
    public string? LastResult { get; set; }
    public long? DoneUs { get; set; }
    public long Arrived { get; set; }

    public AlertTarget Target => JsonSerializer.Deserialize(ChannelJson, AlertJson.Default.AlertTarget)!;

    public AlertNotice Notice => JsonSerializer.Deserialize(NoticeJson, AlertJson.Default.AlertNotice)!;

    public AlertDelivered ToDelivered() => new(
        Id, Notice.Kind, Target.ToString(), StoreClock.FromMicroseconds(CreatedUs), (int)Failures, LastResult, StoreClock.FromMicroseconds(DoneUs), Arrived != 0);
}
