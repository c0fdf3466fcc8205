using System.Buffers.Binary;
using System.Buffers.Text;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Mlflow;

/// <summary>All points of a metric.</summary>
static class MetricCalls
{
    const int MostResults = 25_000;
    // Without max_results all points come at once, up to this many.
    const int MostAtOnce = 1_000_000;

    public static IReadOnlyList<MlflowRoute> All { get; } = [MlflowRoute.Get("/metrics/get-history", GetHistory)];

    static Task GetHistory(MlflowCall call)
    {
        var fields = call.Fields;
        var run = MlflowRules.RunId(fields);
        var metric = fields.Required("metric_key");
        var after = HistoryToken.Read(fields.Text("page_token"));
        var limit = MlflowRules.MaxResults(fields, MostAtOnce, MostResults);
        if (call.Workspace.Tracking.Find(run) is null) throw new Engine.Errors.RondoException("unknown_run", $"There is no run '{run}'.");
        var points = call.Workspace.Tracking.History(run, metric, limit + 1, after);
        var hasMore = points.Count > limit;
        return call.Answer(json =>
        {
            json.WriteList("metrics", hasMore ? new ArraySegment<LoggedMetric>([.. points], 0, limit) : points, static (json, point) => json.WritePoint(point));
            if (hasMore) json.WriteString("next_page_token", HistoryToken.Of(points[limit - 1]));
        });
    }
}

/// <summary>The last point of a page: the next page begins after it.</summary>
static class HistoryToken
{
    const int Length = 3 * sizeof(long);

    public static string Of(LoggedMetric point)
    {
        Span<byte> token = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(token, point.Step);
        BinaryPrimitives.WriteInt64BigEndian(token[8..], point.TimeMicroseconds);
        BinaryPrimitives.WriteDoubleBigEndian(token[16..], point.Value);
        return Base64Url.EncodeToString(token);
    }

    public static LoggedMetric? Read(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        Span<byte> token = stackalloc byte[Length + 3];
        var isToken = text.Length <= 2 * Length && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, token, out var written) && written == Length;
        if (!isToken || BinaryPrimitives.ReadInt64BigEndian(token[8..]) < 0)
            throw MlflowFailure.Invalid("The page token is none that this call gave out.", "Repeat the call without page_token.");
        return new LoggedMetric("", BinaryPrimitives.ReadDoubleBigEndian(token[16..]), BinaryPrimitives.ReadInt64BigEndian(token), BinaryPrimitives.ReadInt64BigEndian(token[8..]));
    }
}
