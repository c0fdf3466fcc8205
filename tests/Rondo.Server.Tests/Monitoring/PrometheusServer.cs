using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Rondo.Server.Tests.Monitoring;

/// <summary>Debian's Prometheus, which scrapes one address each second; a test is skipped where it isn't installed.</summary>
sealed class PrometheusServer : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-prometheus-").FullName;
    readonly Process _process;
    readonly HttpClient _client;

    PrometheusServer(string program, Uri scraped, string rules)
    {
        var config = Path.Combine(_folder, "prometheus.yml");
        File.WriteAllText(config, $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["{{rules}}"]
            scrape_configs:
              - job_name: rondo
                static_configs: [{ targets: ["{{scraped.Authority}}"] }]
            """);
        var port = FreePort();
        _client = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")) };
        _process = Process.Start(new ProcessStartInfo(program,
            [$"--config.file={config}", $"--storage.tsdb.path={Path.Combine(_folder, "data")}", $"--web.listen-address={_client.BaseAddress.Authority}", "--log.level=error"])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    public static PrometheusServer Start(Uri scraped, string rules) => new(Program("prometheus"), scraped, rules);

    /// <summary>The path of one of its programs.</summary>
    public static string Program(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is null) Assert.Skip($"{name} is not installed: ./rondo test --all installs it where apt-get is.");
        return found!;
    }

    /// <summary>The single value of a query; null when it has none yet.</summary>
    public async Task<double?> Value(string query)
    {
        var result = (await Query(query))["data"]!["result"]!.AsArray();
        return result.Count == 0 ? null : double.Parse((string)result.Single()!["value"]![1]!, CultureInfo.InvariantCulture);
    }

    /// <summary>Asks until the value is that, for as long as scraping takes at worst.</summary>
    public async Task Expect(double expected, string query)
    {
        double? found = null;
        for (var i = 0; i < 150 && found != expected; i++)
        {
            await Task.Delay(200);
            found = await Value(query);
        }
        Assert.True(found == expected, $"{query} is {found}; expected {expected}.");
    }

    public async Task<JsonNode> Query(string query) => await Get($"/api/v1/query?query={Uri.EscapeDataString(query)}");

    public async Task<JsonNode> Get(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await _client.GetAsync(path);
                var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                Assert.True((string?)json["status"] == "success", $"{Uri.UnescapeDataString(path)}: {json}");
                return json;
            }
            catch (Exception e) when (attempt < 100 && e is HttpRequestException or System.Text.Json.JsonException)
            {
                await Task.Delay(100);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
