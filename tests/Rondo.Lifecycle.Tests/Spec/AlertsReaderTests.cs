using System.Collections.Immutable;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Spec;
using Rondo.Observe.Alerts;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class AlertsReaderTests
{
    [Theory]
    [InlineData("{ when: drift.shares ~ 1 }", "bad_condition", "'~' follows 'drift.shares'")]
    [InlineData("{ when: rsme > 3 }", "unknown_signal", "Did you mean 'rmse'")]
    [InlineData("{ when: latency_p99 > 3 }", "unknown_signal", "Did you mean 'latency_p99_ms'")]
    [InlineData("{ when: performance.rms > 3 }", "unknown_signal", "Did you mean 'performance.rmse'")]
    [InlineData("{ when: rows > 3, window: 0s }", "out_of_range", "expected a duration from 1s")]
    [InlineData("{ when: rows > 3, severity: bad }", "unknown_value", "info, warning, critical")]
    [InlineData("{ when: rows > 3, for: 0 }", "out_of_range", "from 1 to 1000")]
    [InlineData("{ when: rows > 3, notify: { email: \"a@b.c\\r\\nBcc: x@y.z\" } }", "bad_email", "no e-mail address")]
    [InlineData("{ when: rows > 3, notify: { email: \"a@b.c, x@y.z\" } }", "bad_email", "several as a list")]
    [InlineData("{ when: rows > 3, notify: { webhook: ftp://x } }", "bad_webhook_address", "no address of the web")]
    [InlineData("{ when: rows > 3, notify: { webhook: https://x, secret: hunter2 } }", "bad_secret", "whsec_")]
    [InlineData("{ when: rows > 3, notify: { log: true, secret: \"${S}\" } }", "unused_key", "names none")]
    [InlineData("{ when: rows > 3, notify: { command: [] } }", "bad_command", "names no program")]
    [InlineData("{ when: rows > 3, notify: {} }", "missing_key", "says nothing")]
    public void What_can_not_be_meant_is_a_mistake_at_its_place(string rule, string code, string part)
    {
        var mistake = Assert.Single(Given.Mistakes($"{Given.Short}\nobserve:\n  alerts:\n    - {rule}\n"));
        Assert.Equal(code, mistake.Code);
        Assert.Contains(part, $"{mistake.Message} {mistake.Hint}", StringComparison.Ordinal);
        Assert.Equal(Given.Short.Split('\n').Length + 3, mistake.Line);
    }

    [Fact]
    public void The_same_rule_twice_is_a_mistake_unless_its_window_differs()
    {
        var mistakes = Given.Mistakes($$"""
            {{Given.Short}}
            observe:
              alerts:
                - { when: rows > 3 }
                - { when: "rows  >3.0", severity: info }
                - { when: rows > 3, window: 1h }
            """);
        Assert.Equal("doubled_rule", Assert.Single(mistakes).Code);
    }

    [Fact]
    public void Rules_take_the_window_of_drift_and_tell_the_log_when_nobody_is_named()
    {
        var document = SpecReader.Parse($$"""
            {{Given.Short}}
            observe:
              drift: { window: 7d }
              alerts:
                - { when: pr_auc < 0.55 or drift.share > 0.25, for: 2 }
                - { when: latency_p99_ms > 20, window: 5m, severity: critical, notify: { webhook: ["${A}", "${B}"], email: a@b.c, command: [say, "it"], log: true } }
            """, parts: Given.Parts);
        Assert.DoesNotContain(document.Alerts, a => a.Message.Contains("observe.alerts", StringComparison.Ordinal));
        var alerts = DeclaredAlert.Of(System.Text.Json.JsonDocument.Parse(SpecJson.Canonical(document.Spec)).RootElement);

        Assert.Equal((TimeSpan.FromDays(7), 2, AlertSeverity.Warning), (alerts[0].Rule.Window, alerts[0].Rule.For, alerts[0].Rule.Severity));
        Assert.Equal("log", Assert.Single(alerts[0].Targets).ToString());
        Assert.Equal((TimeSpan.FromMinutes(5), AlertSeverity.Critical), (alerts[1].Rule.Window, alerts[1].Rule.Severity));
        Assert.Equal(["webhook ${A}", "webhook ${B}", "email a@b.c", "command say it", "log"], alerts[1].Targets.Select(t => t.ToString()).ToImmutableArray());
    }
}
