using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Webhooks;

/// <summary>The webhooks table as Dapper reads it.</summary>
sealed class WebhookRow
{
    public const string Columns = "id, url, secret, model, kinds, created_us, created_by, delivered, due_us, failures, last_us, last_result, disabled_us";

    public string Id { get; set; } = "";
    public string Url { get; set; } = "";
    public string Secret { get; set; } = "";
    public string? Model { get; set; }
    public string Kinds { get; set; } = "";
    public long CreatedUs { get; set; }
    public string CreatedBy { get; set; } = "";
    public long Delivered { get; set; }
    public long DueUs { get; set; }
    public long Failures { get; set; }
    public long? LastUs { get; set; }
    public string? LastResult { get; set; }
    public long? DisabledUs { get; set; }

    public Webhook ToWebhook() => new()
    {
        Id = Id,
        Url = new Uri(Url),
        Model = Model,
        Kinds = Words,
        Created = StoreClock.FromMicroseconds(CreatedUs),
        CreatedBy = CreatedBy,
        Failures = (int)Failures,
        LastAttempt = LastUs is { } last ? StoreClock.FromMicroseconds(last) : null,
        LastResult = LastResult,
        Disabled = DisabledUs is { } disabled ? StoreClock.FromMicroseconds(disabled) : null,
    };

    public bool Wants(ModelEvent change) => Words is [] || Words.Contains(change.Kind, StringComparer.Ordinal);

    string[] Words => Kinds.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
