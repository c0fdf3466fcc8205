using System.Text.Json.Serialization;

namespace Rondo.Benchmarks.Tracking;

sealed record BarePoint(string RunId, string Key, double Value, long Timestamp, long Step);

sealed record BareBatch(string RunId, BarePoint[] Metrics);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BarePoint))]
[JsonSerializable(typeof(BareBatch))]
sealed partial class BareJson : JsonSerializerContext;
