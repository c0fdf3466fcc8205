using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Rondo.EndToEndTests;

/// <summary>Models served as people start and stop it, while other commands train and promote.</summary>
public sealed partial class ServeTests
{
    const int Terminate = 15;

    [Fact]
    public async Task A_version_that_another_command_promotes_is_served_within_two_seconds()
    {
        using var rondo = new RondoProcess();
        rondo.Write("homes.csv", SampleData.Homes());
        rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", success: "{ r2: 0.5 }", rounds: 10));
        Assert.Equal(0, rondo.Run("run", "--quiet").Code);

        using var server = rondo.Start(new Dictionary<string, string>(), "serve", "sample@champion", "--port", "0");
        try
        {
            using var http = new HttpClient { BaseAddress = await Address(server) };
            var row = await Row(http);
            Assert.Equal(1, await VersionOf(http, row));
            rondo.Write("rondo.yaml", SampleData.File("homes.csv", "price", success: "{ r2: 0.5 }", rounds: 15));
            Assert.Equal(0, rondo.Run("run", "--quiet").Code);
            Assert.Equal(1, await VersionOf(http, row));
            Assert.Equal(0, rondo.Run("models", "promote", "sample@2").Code);
            var clock = Stopwatch.StartNew();
            while (await VersionOf(http, row) == 1 && clock.Elapsed < TimeSpan.FromSeconds(2)) await Task.Delay(20);
            Assert.Equal(2, await VersionOf(http, row));
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
        }
        finally
        {
            Assert.Equal(0, Kill(server.Id, Terminate));
        }
        Assert.True(server.WaitForExit(TimeSpan.FromSeconds(20)), "The server doesn't stop.");
        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public void What_cannot_be_served_is_told_and_ends_with_2()
    {
        using var rondo = new RondoProcess();
        Assert.Equal(2, rondo.Run("serve", "nobody").Code);
        var open = rondo.Run("serve", "--bind", "0.0.0.0", "--port", "0");
        Assert.Equal(2, open.Code);
        Assert.Contains("--api-key-file", open.Error, StringComparison.Ordinal);
        Assert.Equal(2, rondo.Run("serve", "--max-body", "much").Code);
        Assert.Equal(2, rondo.Run("serve", "--rate-limit", "fast").Code);
        Assert.Equal(2, rondo.Run("serve", "--package", "nowhere").Code);
    }

    // A row without any value: what each column means by that, the model learned.
    static async Task<string> Row(HttpClient http)
    {
        var signature = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("/models/sample/signature"));
        return $"{{{string.Join(',', signature.GetProperty("columns").EnumerateArray().Select(c => $"\"{c.GetProperty("name").GetString()}\":null"))}}}";
    }

    static async Task<int> VersionOf(HttpClient http, string row)
    {
        using var content = new StringContent(row, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/models/sample/predict", content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("version").GetInt32();
    }

    static async Task<Uri> Address(Process server)
    {
        var line = await server.StandardOutput.ReadLineAsync() ?? await server.StandardError.ReadToEndAsync();
        var at = line.IndexOf("http://", StringComparison.Ordinal);
        Assert.True(at >= 0, line);
        return new Uri(line[at..].Trim());
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
