using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Rondo.Deploy.Protocols;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests;

/// <summary>The calls of docs/guide/deploy.md are answered as they stand there.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public async Task Every_protocols_call_is_answered()
    {
        var calls = Calls();
        Assert.Equal(6, calls.Length);
        foreach (var call in calls)
        {
            var contract = Enum.TryParse<Contract>(call.Contract, ignoreCase: true, out var named) ? named : Contract.None;
            await using var host = await Start(o => o with { Contract = contract }, h => h with { Models = [new("churn")] });
            (await host.Post(call.Path, call.Body, call.Type)).Is(200);
        }
    }

    static (string Path, string Body, string Type, string Contract)[] Calls([CallerFilePath] string here = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
        var guide = File.ReadAllText(Path.Combine(root, "docs/guide/deploy.md")).ReplaceLineEndings("\n");
        var protocols = guide[guide.IndexOf("## Other protocols", StringComparison.Ordinal)..];
        return [.. Curl().Matches(protocols).Select(m => (m.Groups["path"].Value, m.Groups["body"].Value.Replace("\\n", "\n", StringComparison.Ordinal), m.Groups["type"].Value, m.Groups["contract"].Value))];
    }

    [GeneratedRegex("""^curl localhost:8080(?<path>\S+) (?:-d|--data-binary) \$?'(?<body>[^']*)' -H 'Content-Type: (?<type>[^']*)'(?:\s+# --contract (?<contract>\w+))?$""", RegexOptions.Multiline)]
    private static partial Regex Curl();
}
