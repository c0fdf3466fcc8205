using System.Text.Json.Nodes;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Webhooks;

namespace Rondo.Lifecycle.Tests.Alerting;

public sealed class ChannelTests : IDisposable
{
    static readonly AlertNotice s_notice = new()
    {
        Id = "a1_7_firing_0",
        Kind = AlertNotice.Firing,
        Alert = "a1",
        Model = "flights",
        Version = 3,
        When = "drift.share > 0.3",
        Severity = "warning",
        Time = DateTimeOffset.UnixEpoch,
        WindowFrom = DateTimeOffset.UnixEpoch,
        WindowTo = DateTimeOffset.UnixEpoch.AddDays(1),
        Windows = 2,
        Values = new Dictionary<string, double> { ["drift.share"] = 0.4375 },
    };

    readonly MailServer _mail = new();
    readonly WebhookSender _sender = new([], TimeProvider.System);
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-alerts-").FullName;

    public void Dispose()
    {
        _mail.Dispose();
        _sender.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_email_says_what_happened_to_whom_it_is_for()
    {
        var answer = await Mail($"smtp://ann:p%40ss@127.0.0.1:{_mail.Port}?from=rondo@example.org", "ops@example.org");

        Assert.True(answer.Arrived, answer.Result);
        var (recipients, login, text) = Assert.Single(_mail.Taken);
        Assert.Equal(("<ops@example.org>", "\0ann\0p@ss"), (recipients, login));
        Assert.Contains("From: rondo@example.org", text, StringComparison.Ordinal);
        Assert.Contains("Subject: [firing] flights@3: drift.share > 0.3 (warning)", text, StringComparison.Ordinal);
        Assert.Contains("Message-Id: <a1_7_firing_0@rondo.invalid>", text, StringComparison.Ordinal);
        Assert.Contains("drift.share is 0.4375", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_refuses_or_is_away_is_a_failure_that_is_tried_again()
    {
        _mail.Refusals = 1;
        var refused = await Mail($"smtp://127.0.0.1:{_mail.Port}", "ops@example.org");
        Assert.Equal((false, false), (refused.Arrived, refused.IsFinal));
        Assert.Contains("try again later", refused.Result, StringComparison.Ordinal);
        Assert.True((await Mail($"smtp://127.0.0.1:{_mail.Port}", "ops@example.org")).Arrived);
        var away = await Mail("smtp://127.0.0.1:1", "ops@example.org");
        Assert.Equal((false, false), (away.Arrived, away.IsFinal));
    }

    [Theory]
    [InlineData("ops@example.org\r\nBcc: all@example.org")]
    [InlineData("ops@example.org\nSubject: other")]
    [InlineData("ops@example.org,all@example.org")]
    [InlineData("\"x\" <ops@example.org>")]
    [InlineData("ops")]
    [InlineData("@")]
    public async Task What_could_begin_another_header_or_recipient_is_no_address(string address)
    {
        Assert.NotNull(new EmailChannel().Problem(new AlertTarget("email", [address])));
        var answer = await Mail($"smtp://127.0.0.1:{_mail.Port}", address);
        Assert.Equal((false, true), (answer.Arrived, answer.IsFinal));
        Assert.Empty(_mail.Taken);
    }

    [Theory]
    [InlineData("http://mail.example.org")]
    [InlineData("mail.example.org")]
    [InlineData("smtp://ann:s3cretword@mail.example.org?tls=maybe")]
    [InlineData("smtp://ann:s3cretword@mail.example.org?from=nobody")]
    public void An_address_of_no_mail_server_is_refused_without_its_password(string address)
    {
        var mistake = Assert.Throws<RondoException>(() => SmtpServer.Parse(address));
        Assert.DoesNotContain("s3cretword", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_gets_the_message_on_its_input_and_no_shell_reads_its_arguments()
    {
        var target = Path.Combine(_folder, "got.json");
        var answer = await Command(allows: true, "/bin/sh", "-c", "cat > \"$0\"", target, "; touch injected");

        Assert.True(answer.Arrived, answer.Result);
        var body = JsonNode.Parse(File.ReadAllText(target))!;
        Assert.Equal(("alert.firing", "a1_7_firing_0", 0.4375), ((string)body["type"]!, (string)body["data"]!["id"]!, (double)body["data"]!["values"]!["drift.share"]!));
        Assert.False(File.Exists("injected"));
    }

    [Fact]
    public async Task A_command_that_fails_is_missing_or_is_not_allowed_did_not_arrive()
    {
        Assert.Equal("exit code 1", (await Command(allows: true, "/bin/false")).Result);
        Assert.False((await Command(allows: true, Path.Combine(_folder, "missing"))).Arrived);
        Assert.True((await Command(allows: false, "/bin/true")).IsFinal);
    }

    [Fact]
    public void Quantiles_of_latencies_are_right_to_a_thousandth()
    {
        var random = new Random(7);
        long[] times = [.. Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 16)), 0, 1, 2047, 2048, long.MaxValue];
        var counts = new LatencyCounts();
        foreach (var time in times) counts.Add(time);
        Array.Sort(times);
        foreach (var share in (double[])[0, 0.01, 0.5, 0.95, 0.99, 0.999, 1])
        {
            var exact = times[Math.Max(1, (int)Math.Ceiling(share * times.Length)) - 1];
            Assert.InRange(counts.Quantile(share), exact * 0.999, exact * 1.001);
        }
    }

    Task<ChannelAnswer> Mail(string server, string to) =>
        new EmailChannel().Send(s_notice, new AlertTarget("email", [to]), Means(server, allows: false), TestContext.Current.CancellationToken);

    Task<ChannelAnswer> Command(bool allows, params string[] command) =>
        new CommandChannel().Send(s_notice, new AlertTarget("command", [.. command]), Means(null, allows), TestContext.Current.CancellationToken);

    ChannelMeans Means(string? mail, bool allows) => new(_sender, SmtpServer.Parse(mail), allows, _ => { });
}
