using System.Text.Json;
using Cronos;

namespace Rondo.Lifecycle.Batch.Schedule;

/// <summary>The batch job that a model's file declares: <c>deploy: { batch: { input, output, schedule } }</c>.</summary>
/// <param name="Input">A file, glob or address; a relative path begins beside the workspace's folder.</param>
/// <param name="Output">Where the result goes; a name that ends in a slash is a folder, in which each file of the input has one of its own.</param>
/// <param name="Schedule">When, in UTC: five fields as of cron, or a word such as <c>@daily</c>; null: when somebody asks.</param>
public sealed record DeclaredBatch(string Input, string Output, string? Schedule)
{
    /// <summary>Whether input names files by a pattern: new ones come, and each is scored once.</summary>
    public bool IsPattern => Prepare.Sources.SourceKind.SchemeOf(Input) is null && Input.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    public bool IntoFolder => Output.EndsWith('/');

    /// <summary>Null when the file declares none, or one without input or output.</summary>
    /// <param name="spec">The resolved file as it stands in the package.</param>
    public static DeclaredBatch? Of(JsonElement spec)
    {
        if (spec.ValueKind != JsonValueKind.Object || !spec.TryGetProperty("deploy", out var deploy) || deploy.ValueKind != JsonValueKind.Object
            || !deploy.TryGetProperty("batch", out var batch) || batch.ValueKind != JsonValueKind.Object) return null;
        return Text(batch, "input") is { } input && Text(batch, "output") is { } output ? new DeclaredBatch(input, output, Text(batch, "schedule")) : null;
    }

    /// <summary>Whether a text says when something is to happen.</summary>
    public static bool IsSchedule(string text) => CronExpression.TryParse(text, out _);

    /// <summary>The first time after this one; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) =>
        Schedule is not null && CronExpression.TryParse(Schedule, out var cron) && cron.GetNextOccurrence(after.UtcDateTime) is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null;

    static string? Text(JsonElement section, string key) => section.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
