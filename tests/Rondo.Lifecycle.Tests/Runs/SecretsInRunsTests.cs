using System.IO.Compression;
using System.Text;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Runs;

public sealed class SecretsInRunsTests : IDisposable
{
    const string Variable = "RONDO_TEST_API_TOKEN";
    const string Secret = "tok-7f/9+Q=\"ö\"-3141592653";

    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-secret-").FullName;

    public SecretsInRunsTests() => Environment.SetEnvironmentVariable(Variable, Secret.Replace("ö", "o", StringComparison.Ordinal));

    static string Token => Environment.GetEnvironmentVariable(Variable)!;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void After_a_run_no_file_of_the_workspace_has_the_secret()
    {
        using var server = new RowServer(Rows(), Token, _ => "{}");
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), SpecText(server.Port, $"${{{Variable}}}"));
        var said = new List<string>();

        var result = Run(said);

        Assert.Contains($"${{{Variable}}}", SpecJson.Canonical(SpecReader.Read(_folder).Spec), StringComparison.Ordinal);
        Assert.DoesNotContain(result.Report.Alerts, a => a.Code == "secret_in_file");
        Assert.DoesNotContain(said, text => text.Contains(Token, StringComparison.Ordinal));
        AssertNowhere(Token);
        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));
        var snapshot = DataReader.Read(workspace, SpecReader.Read(_folder), new RunOptions());
        Assert.True(snapshot.IsCached);
        Assert.DoesNotContain(snapshot.Table.Columns.OfType<Engine.Data.TextColumn>().SelectMany(c => c.Dictionary), text => text.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_run_does_not_keep_what_a_server_sent_back()
    {
        using var server = new RowServer(Rows(), "another", sent => $"{{ \"error\": \"unknown {sent}\" }}");
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), SpecText(server.Port, $"${{{Variable}}}"));

        var fault = Assert.Throws<RondoException>(() => Run([]));

        Assert.DoesNotContain(Token, Secrets.Redact(fault.ToString()), StringComparison.Ordinal);
        AssertNowhere(Token);
    }

    [Fact]
    public void The_message_of_a_failed_run_is_kept_without_the_secret()
    {
        Secrets.Expand($"${{{Variable}}}");
        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));
        var run = workspace.Runs.Start(Store.TestWorkspace.SomeRun());

        workspace.Runs.Finish(run, RunStatus.Failed, $"The server said: {Token} is not known.");

        Assert.Equal($"The server said: ${{{Variable}}} is not known.", workspace.Runs.Get(run).Message);
    }

    [Fact]
    public void A_secret_that_stands_in_the_file_is_told_and_not_stored()
    {
        const string literal = "literal-password-2718281828";
        using var server = new RowServer(Rows(), literal, _ => "{}");
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), SpecText(server.Port, literal));

        var result = Run([]);

        var alert = Assert.Single(result.Report.Alerts, a => a.Code == "secret_in_file");
        Assert.Contains("prepare.source.headers.Authorization", alert.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(literal, alert.Message, StringComparison.Ordinal);
        AssertNowhere(literal);
        File.Delete(Path.Combine(_folder, "rondo.yaml"));
    }

    [Theory]
    [InlineData("postgres://ada:hunter2222@crm/db", "postgres://ada:***@crm/db")]
    [InlineData("https://api.example.org/rows?token=hunter2222", "https://api.example.org/rows?token=***")]
    public void An_address_is_hashed_and_planned_without_its_secret(string address, string hidden)
    {
        var document = SpecReader.Parse($"define: {{ target: y }}\nprepare: {{ source: \"{address}\" }}\n", parts: Spec.Given.Parts);

        Assert.Contains(hidden, SpecJson.Canonical(document.Spec), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2222", SpecJson.Canonical(document.Spec), StringComparison.Ordinal);
        Assert.Contains(document.Alerts, a => a.Code == "secret_in_file" && a.Message.Contains(hidden, StringComparison.Ordinal));
        Assert.Equal("no *** here", Secrets.Redact("no hunter2222 here"));
    }

    [Fact]
    public void A_name_that_is_not_set_is_a_mistake_of_the_file()
    {
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), "define: { target: y }\nprepare:\n  source: ${RONDO_TEST_NO_SUCH_FOLDER}/a.csv\n");

        var mistake = Assert.Single(Assert.Throws<RondoException>(() => Run([])).Mistakes);

        Assert.Equal(("unset_variable", 3, 11), (mistake.Code, mistake.Line, mistake.Column));
    }

    RunResult Run(List<string> said)
    {
        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));
        return new LifecycleRunner(workspace).Run(SpecReader.Read(_folder), new RunOptions { Threads = 1, Progress = new Progress(said) });
    }

    static string SpecText(int port, string token) => $$"""
        name: homes
        define: { target: price }
        prepare:
          source:
            from: http://127.0.0.1:{{port}}/rows
            allow_private: true
            headers: { Authorization: "Bearer {{token}}" }
          drop: [id, late, grade, part, sold]
        train: { models: [ridge], tune: none, cv: { folds: 2, repeats: 1 }, evaluate: { explain: [], learning_curve: false } }
        """;

    static string Rows()
    {
        var lines = SmallData.Homes().TrimEnd().Split('\n');
        var names = lines[0].Split(',');
        return $"[{string.Join(",", lines.Skip(1).Select(line => $"{{{string.Join(",", line.Split(',').Select((cell, j) => $"\"{names[j]}\":{(cell.Length == 0 ? "null" : char.IsAsciiDigit(cell[0]) && !cell.Contains('-') ? cell : $"\"{cell}\"")}"))}}}"))}]";
    }

    void AssertNowhere(string secret)
    {
        string[] forms = [secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^2]];
        var files = Directory.GetFiles(Path.Combine(_folder, ".rondo"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
            foreach (var text in Contents(file))
                foreach (var form in forms) Assert.False(text.Contains(form, StringComparison.Ordinal), $"{file} has the secret.");
    }

    // As it lies there, and unpacked. SQLite keeps text as it is; a snapshot's chunks are read as the table that they make.
    static IEnumerable<string> Contents(string file)
    {
        var bytes = File.ReadAllBytes(file);
        yield return Encoding.Latin1.GetString(bytes);
        yield return Encoding.UTF8.GetString(bytes);
        if (bytes is [0x1f, 0x8b, ..])
        {
            using var plain = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) gzip.CopyTo(plain);
            yield return Encoding.UTF8.GetString(plain.ToArray());
        }
    }

    sealed class Progress(List<string> said) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            lock (said) said.Add(value.Message);
        }
    }
}
