using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Rondo.EndToEndTests;

/// <summary>A registered model as a container image and as a program of its own: read-only, nobody's user, the model's own numbers.</summary>
public sealed class ImageTests : IDisposable
{
    const long MostBytes = 100_000_000;

    // Limits below a machine's own, which a restricted root may not raise.
    static readonly string[] s_hardened =
        ["--ulimit", "nofile=20000:20000", "--ulimit", "nproc=1000:1000", "--network", "host", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges", "--memory", "256m"];

    readonly RondoProcess _rondo = new();
    readonly List<string> _images = [];

    public void Dispose()
    {
        foreach (var image in _images) Podman("rmi", "--force", image);
        _rondo.Dispose();
    }

    [Fact]
    public async Task The_image_runs_read_only_without_rights_and_predicts_as_the_model_does()
    {
        var image = Image();
        var (expected, rows) = Predicted();
        var (container, http) = await Run(image, []);

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(0, Podman("exec", container, "/app/rondo-serve", "probe").Code);
        using var body = new StringContent(rows, Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PostAsync("/models/sample/predict", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal(expected, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("prediction").GetDouble()));

        var status = Podman("exec", container, "/app/rondo-serve", "--help");
        Assert.Equal(0, status.Code);
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, Podman("stop", "--time", "10", container).Code);
        // A second of its own, and what Podman needs besides.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"It took {clock.Elapsed} to stop.");
        Assert.Equal("0", Podman("inspect", "--format", "{{.State.ExitCode}}", container).Out.Trim());
        Assert.Equal("1654", Podman("inspect", "--format", "{{.Config.User}}", container).Out.Trim());
    }

    [Fact]
    public async Task The_same_image_keeps_the_contracts_of_clouds()
    {
        var image = Image();
        var (expected, _) = Predicted();
        var lines = string.Join('\n', File.ReadLines(Path.Combine(_rondo.Folder, "rows.csv")));

        var (_, sagemaker) = await Run(image, [], "serve");
        Assert.Equal(HttpStatusCode.OK, (await sagemaker.GetAsync("/ping")).StatusCode);
        using (var csv = new StringContent(lines, Encoding.UTF8, "text/csv"))
        using (var answer = await sagemaker.PostAsync("/invocations", csv))
            Assert.Equal(expected, (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => double.Parse(l, CultureInfo.InvariantCulture)));

        var port = FreePort();
        var (_, vertex) = await Run(image, [$"AIP_HTTP_PORT={port}", "AIP_HEALTH_ROUTE=/is/ready", "AIP_PREDICT_ROUTE=/v1/predict", "RONDO_PORT="], port);
        Assert.Equal(HttpStatusCode.OK, (await vertex.GetAsync("/is/ready")).StatusCode);
        var first = JsonSerializer.Deserialize<JsonElement>(Lines().First());
        using (var instances = new StringContent($"{{\"instances\":[{first}]}}", Encoding.UTF8, "application/json"))
        using (var answer = await vertex.PostAsync("/v1/predict", instances))
            Assert.Equal(expected[0], JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("predictions")[0].GetDouble());

        var (_, azure) = await Run(image, ["AZUREML_MODEL_DIR=/models"]);
        Assert.Equal("Healthy", await azure.GetStringAsync("/"));
    }

    [Fact]
    public void An_executable_predicts_with_nothing_but_itself()
    {
        Train();
        var export = _rondo.Run("export", "sample", "--to", "executable", "--out", "house", "--output", "json");
        Assert.SkipWhen(export.Out.Contains("no_serving_program", StringComparison.Ordinal), "The serving program isn't published (./rondo test --all publishes it).");
        Assert.True(export.Code == 0, export.ToString());
        var proof = export.Json.GetProperty("proof");
        Assert.Equal((2000, 0, 0.0), (proof.GetProperty("rows").GetInt32(), proof.GetProperty("labels_different").GetInt32(), proof.GetProperty("largest_difference").GetDouble()));
        var (expected, _) = Predicted();

        var csv = Ended("/usr/bin/env", _rondo.Folder, File.ReadAllText(Path.Combine(_rondo.Folder, "rows.csv")), "-i", "./house");
        var json = Ended("/usr/bin/env", _rondo.Folder, string.Join('\n', Lines()), "-i", "./house");

        Assert.Equal(["prediction", .. expected.Select(e => e.ToString("R", CultureInfo.InvariantCulture))], csv.Out.TrimEnd().Split('\n'));
        Assert.Equal(expected, json.Out.TrimEnd().Split('\n').Select(l => JsonSerializer.Deserialize<JsonElement>(l).GetProperty("prediction").GetDouble()));
        Assert.Equal(2, Ended("/usr/bin/env", _rondo.Folder, "nothing,known\n1,2\n", "-i", "./house").Code);
    }

    [Fact]
    public void What_cannot_be_an_image_is_told_and_ends_with_2()
    {
        Train();
        Assert.Equal(2, _rondo.Run("image", "nobody").Code);
        Assert.Equal(2, _rondo.Run("image", "sample", "--tag", "No Tag").Code);
        Directory.CreateDirectory(Path.Combine(_rondo.Folder, "full"));
        _rondo.Write("full/mine.txt", "");
        Assert.Equal(2, _rondo.Run("image", "sample", "--to", "full").Code);
        Assert.True(File.Exists(Path.Combine(_rondo.Folder, "full", "mine.txt")));
    }

    void Train()
    {
        _rondo.Write("homes.csv", SampleData.Homes());
        _rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", success: "{ r2: 0.5 }", rounds: 10));
        Assert.Equal(0, _rondo.Run("run", "--quiet").Code);
        var lines = File.ReadLines(Path.Combine(_rondo.Folder, "homes.csv")).Take(51).Select(l => l[..l.LastIndexOf(',')]);
        _rondo.Write("rows.csv", string.Join('\n', lines) + "\n");
    }

    // The name that Podman gave it.
    string Image()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/podman") && File.Exists("/usr/sbin/runc"), "There is no Podman with runc here.");
        Train();
        var made = _rondo.Run("image", "sample", "--to", "sample.tar", "--tag", $"rondo-test-{Guid.NewGuid():N}:1", "--output", "json");
        Assert.SkipWhen(made.Out.Contains("no_serving_program", StringComparison.Ordinal), "The serving program isn't published (./rondo test --all publishes it).");
        Assert.True(made.Code == 0, made.ToString());
        Assert.InRange(made.Json.GetProperty("unpacked_bytes").GetInt64(), 1, MostBytes);
        var loaded = Podman("load", "--input", Path.Combine(_rondo.Folder, "sample.tar"));
        Assert.SkipWhen(loaded.Code != 0, $"Podman can't load images here: {loaded.Error}");
        var image = loaded.Out.Trim().Split(' ')[^1];
        _images.Add(image);
        return image;
    }

    static Task<(string Container, HttpClient Http)> Run(string image, string[] settings, params string[] command) => Run(image, settings, FreePort(), command);

    static async Task<(string Container, HttpClient Http)> Run(string image, string[] settings, int port, params string[] command)
    {
        string[] all = [$"RONDO_PORT={port}", "RONDO_BIND=127.0.0.1", .. settings];
        var run = Podman(["run", "--detach", .. s_hardened, .. all.SelectMany(s => (string[])["--env", s]), image, .. command]);
        Assert.SkipWhen(run.Code != 0, $"Podman can't run containers here: {run.Error}");
        var container = run.Out.Trim().Split('\n')[^1];
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            try
            {
                if ((await http.GetAsync("/health/ready")).IsSuccessStatusCode) return (container, http);
            }
            catch (HttpRequestException)
            {
                // It doesn't listen yet.
            }
            await Task.Delay(50);
        }
        throw new InvalidOperationException($"The container isn't ready: {Podman("logs", container)}");
    }

    // What the model itself says of the rows, by the command that predicts.
    (double[] Expected, string Rows) Predicted()
    {
        var predict = _rondo.Run("predict", "sample", "rows.csv", "--out", "predicted.csv");
        Assert.True(predict.Code == 0, predict.ToString());
        var lines = File.ReadAllLines(Path.Combine(_rondo.Folder, "predicted.csv"));
        var at = Array.IndexOf(lines[0].Split(','), "prediction");
        return ([.. lines[1..].Select(l => double.Parse(l.Split(',')[at], CultureInfo.InvariantCulture))], string.Join('\n', Lines()));
    }

    // The rows as JSON, typed as the file has them.
    IEnumerable<string> Lines()
    {
        var lines = File.ReadAllLines(Path.Combine(_rondo.Folder, "rows.csv"));
        var names = lines[0].Split(',');
        return lines[1..].Select(line => $"{{{string.Join(',', line.Split(',').Select((cell, i) => $"\"{names[i]}\":{ValueOf(cell)}"))}}}");
    }

    static string ValueOf(string cell) => cell.Length == 0 ? "null" : double.TryParse(cell, CultureInfo.InvariantCulture, out _) || cell is "true" or "false" ? cell : JsonSerializer.Serialize(cell);

    static Ended Podman(params string[] arguments) => Ended("/usr/bin/podman", Path.GetTempPath(), null, ["--runtime", "runc", .. arguments]);

    static Ended Ended(string program, string folder, string? input, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), $"{program} hangs.");
        return new Ended(process.ExitCode, output.Result, error.Result, TimeSpan.Zero);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
