using System.Globalization;
using System.Text;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Protocols;

/// <summary>Good requests, broken at random by a seed: whatever comes, the answer is no fault of ours and the process lives.</summary>
public sealed class FuzzTests
{
    const int AtATime = 8;
    const long MostGrowth = 200 << 20;

    // The proof sends more of them.
    static readonly int s_requests = int.Parse(Environment.GetEnvironmentVariable("RONDO_FUZZ_REQUESTS") ?? "10000", CultureInfo.InvariantCulture);

    static readonly (string Path, string Type, string Body, (string, string)[] Headers)[] _seeds =
    [
        ("/models/house/predict", "application/json", HouseRow, []),
        ("/models/churn/predict", "application/json", $$"""{"rows":[{{ChurnRow}},{{ChurnRow}}],"explain":true,"unit":"u1"}""", []),
        ("/models/house/predict", "application/json", $$"""{"interval":0.9,"rows":[{{HouseRow}}]}""", []),
        ("/models/churn/predict", "application/x-ndjson", $"{ChurnRow}\n{ChurnRow}\n", []),
        ("/v1/models/churn:predict", "application/json", $$"""{"instances":[{{ChurnRow}},[5,80.25,"basic"]]}""", []),
        ("/v1/models/flower:explain", "application/json", """{"instances":[[1.5,2.5]]}""", []),
        ("/v2/models/churn/infer", "application/json", """{"id":"7","inputs":[{"name":"tenure","datatype":"INT64","shape":[1],"data":[5]},{"name":"charge","datatype":"FP32","shape":[1,1],"data":[[80.25]]},{"name":"plan","datatype":"BYTES","shape":[1],"data":["basic"]}],"outputs":[{"name":"probabilities","parameters":{"binary_data":true,"classification":2}}]}""", []),
        ("/v2/models/flower/infer", "application/octet-stream", """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]}abcdefgh""", [("Inference-Header-Content-Length", "87")]),
        ("/v1/models/churn:predict", "application/cloudevents+json", $$"""{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"instances":[{{ChurnRow}}]} }""", []),
        ("/v2/repository/index", "application/json", """{"ready":true}""", []),
        ("/invocations", "application/json", """{"dataframe_split":{"columns":["tenure","charge","plan"],"index":[0],"data":[[5,80.25,"basic"]]},"params":{"a":1}}""", []),
        ("/invocations", "application/json", """{"inputs":{"tenure":[5,6],"charge":[80.25,1],"plan":["basic","plus"]}}""", []),
        ("/invocations", "text/csv", "tenure,charge,plan\n5,80.25,\"basic\"\n7,1.5,plus\n", []),
    ];

    static readonly byte[][] _tokens =
    [
        .. ((string[])["null", "true", "NaN", "Infinity", "1e400", "-1e400", "2.5", "9223372036854775808", "-0", "1e-400", "0.1e1", "[]", "{}", "[[[[", "}}", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"rows\":", "\"data\":", ",", ":", "\"", "\\", "\n", "\r", "\uFEFF",
            "\"shape\":[18446744073709551615,18446744073709551615]", "\"shape\":[0]", "\"binary_data_size\":99999999", "\"binary_data_size\":-1", "\"classification\":9999999999", "\"datatype\":\"BF16\"", "\"datatype\":\"UINT64\"", "18446744073709551615", "\"1999-05-31\"", "\"\\uD83D\\uDE00\""]).Select(Encoding.UTF8.GetBytes),
        [0x00], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ];

    static readonly string[] s_pathParts = ["%00", "%2e%2e%2f", "@", "@champion", "@-1", "@99999999999999999999", "/versions/1", "//", "%F0%9F%A6%80", "?explain=yes", "?interval=2", ";", "%25", "a"];
    static readonly string[] s_types = ["text/xml", "application/json; charset=utf-16", "application/json;;", "APPLICATION/JSON", "text/csv", "application/x-ndjson", "application/octet-stream", "application/cloudevents+json", "*/*", "json"];
    static readonly string[] s_lengths = ["-1", "0", "1", "87", "99999999999999999999", "text", "87 ", "+87", "0x10"];

    [Fact]
    public async Task Broken_requests_find_no_fault()
    {
        await using var host = await Start(o => o with { MaxRows = 50 }, h => h with { Models = [new("churn"), new("house"), new("flower")] });
        await Send(host, 0, 2000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var (faults, statuses) = await Send(host, 0, s_requests);

        Assert.Empty(faults.Take(5));
        // Requests that are all alike would prove nothing.
        Assert.True(statuses.GetValueOrDefault(200) > s_requests / 100 && statuses.GetValueOrDefault(400) > s_requests / 2, string.Join(", ", statuses));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostGrowth);
        (await host.Post("/models/churn/predict", ChurnRow)).Is(200);
    }

    static async Task<(IEnumerable<string> Faults, IReadOnlyDictionary<int, int> Statuses)> Send(TestHost host, int first, int count)
    {
        var next = first - 1;
        var faults = new System.Collections.Concurrent.ConcurrentBag<string>();
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) < first + count) await Send(host, next, faults, statuses);
        }));
        return (faults, statuses);
    }

    static async Task Send(TestHost host, int number, System.Collections.Concurrent.ConcurrentBag<string> faults, System.Collections.Concurrent.ConcurrentDictionary<int, int> statuses)
    {
        var random = new Random(number);
        var (path, type, body, headers) = _seeds[random.Next(_seeds.Length)];
        var bytes = Break(Encoding.UTF8.GetBytes(body), random);
        // One in eight has something wrong outside of its body too: then other refusals are right.
        var isOdd = random.Next(8) == 0;
        if (isOdd) (path, type, headers) = BreakOutside(path, type, headers, random);
        var answer = await host.Post(path, bytes, type, headers);
        var status = (int)answer.Status;
        statuses.AddOrUpdate(status, 1, (_, known) => known + 1);
        if (isOdd ? status is not (200 or (>= 400 and < 500)) : status is not (200 or 400 or 413))
            faults.Add($"{number}: {status} {path} {type} {Encoding.Latin1.GetString(bytes)} -> {answer.Text}");
        else if (status >= 400 && answer.Text.Length > 0 && answer.Json["error"] is null && answer.Json["message"] is null)
            faults.Add($"{number}: {status} without an error: {answer.Text}");
    }

    static (string Path, string Type, (string, string)[] Headers) BreakOutside(string path, string type, (string, string)[] headers, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                var at = random.Next(2, path.Length);
                return (path[..at] + s_pathParts[random.Next(s_pathParts.Length)] + path[at..], type, headers);
            case 1:
                return (path, s_types[random.Next(s_types.Length)], headers);
            case 2:
                return (path, type, [("Inference-Header-Content-Length", s_lengths[random.Next(s_lengths.Length)])]);
            default:
                return (path, type, [.. headers, ("Content-Encoding", random.Next(2) == 0 ? "gzip" : "br")]);
        }
    }

    static byte[] Break(byte[] body, Random random)
    {
        var bytes = new List<byte>(body);
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, _tokens[random.Next(_tokens.Length)]); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 4: ReplaceValue(bytes, at, _tokens[random.Next(_tokens.Length)]); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }

    // A value in whole, so that what comes often is JSON still.
    static void ReplaceValue(List<byte> bytes, int at, byte[] token)
    {
        var start = bytes.FindIndex(at, b => b is (byte)':' or (byte)'[' or (byte)',') + 1;
        if (start == 0) return;
        var end = bytes.FindIndex(start, b => b is (byte)',' or (byte)'}' or (byte)']');
        if (end < 0) return;
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, token);
    }
}
