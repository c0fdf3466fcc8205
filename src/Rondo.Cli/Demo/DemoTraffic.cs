using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Rondo.Cli.Demo;

/// <summary>The airlines' side of the demo: asks for predictions, and says later what became of the flights.</summary>
sealed class DemoTraffic(Uri address) : IDisposable
{
    const int AtOnce = 6;
    // What a crew on standby costs that nobody needed, and a delay that nobody expected.
    const double FalseAlarm = 5, Surprise = 12;

    readonly HttpClient _client = new() { BaseAddress = address };

    public int Answered { get; private set; }

    public void Dispose() => _client.Dispose();

    /// <summary>Whether the host shares the model's requests by now.</summary>
    public async Task<bool> IsShared(CancellationToken cancellation)
    {
        using var answer = await _client.GetAsync(new Uri($"/experiments/{DemoFiles.Model}/assignment?unit=any", UriKind.Relative), cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Asks for all flights of a day: each with a unit of its own while versions share the requests, else in one request.</summary>
    /// <returns>What was answered, flight by flight.</returns>
    public async Task<IReadOnlyList<Asked>> Predict(IReadOnlyList<Flight> flights, bool oneByOne, CancellationToken cancellation)
    {
        var asked = new ConcurrentBag<Asked>();
        if (!oneByOne) await PredictAll(flights, null, asked, cancellation).ConfigureAwait(false);
        else
            await Parallel.ForEachAsync(flights, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (flight, token) => await PredictAll([flight], flight.Unit, asked, token).ConfigureAwait(false)).ConfigureAwait(false);
        Answered += flights.Count;
        return [.. asked.OrderBy(a => a.Flight.Number)];
    }

    /// <summary>Says which of them were late, and with <paramref name="withCosts"/> what the answers cost.</summary>
    public async Task Tell(IReadOnlyList<Asked> asked, bool withCosts, CancellationToken cancellation)
    {
        await Post("/labels", new JsonObject { ["labels"] = new JsonArray([.. asked.Select(a => (JsonNode)new JsonObject { ["prediction_id"] = a.Id, ["value"] = a.Flight.IsLate ? "yes" : "no" })]) }, cancellation).ConfigureAwait(false);
        if (!withCosts) return;
        await Post("/outcomes", new JsonObject { ["outcomes"] = new JsonArray([.. asked.Where(a => a.SaysLate != a.Flight.IsLate).Select(a => (JsonNode)new JsonObject { ["unit"] = a.Flight.Unit, ["metric"] = "cost", ["value"] = a.SaysLate ? FalseAlarm : Surprise })]) }, cancellation).ConfigureAwait(false);
    }

    async Task PredictAll(IReadOnlyList<Flight> flights, string? unit, ConcurrentBag<Asked> asked, CancellationToken cancellation)
    {
        var body = new JsonObject { ["rows"] = new JsonArray([.. flights.Select(f => (JsonNode)f.ToRow())]) };
        if (unit is not null) body["unit"] = unit;
        var answer = await Post($"/models/{DemoFiles.Model}/predict", body, cancellation).ConfigureAwait(false);
        var predictions = answer["predictions"]!.AsArray();
        for (var i = 0; i < flights.Count; i++) asked.Add(new Asked(flights[i], (string)predictions[i]!["prediction_id"]!, (string?)predictions[i]!["prediction"] == "yes"));
    }

    async Task<JsonNode> Post(string path, JsonObject body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellation).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{path} answered {(int)answer.StatusCode}: {text}"));
        return JsonNode.Parse(text)!;
    }
}

/// <summary>A flight and what was said of it.</summary>
sealed record Asked(Flight Flight, string Id, bool SaysLate);
