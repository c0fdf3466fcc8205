using System.Net;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Tests.Pages;

/// <summary>Who said what of a version, and what that allows.</summary>
public sealed class ApprovalPageTests
{
    const string Hostile = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task A_word_on_a_version_is_kept_shown_and_told_in_the_history()
    {
        await using var server = await TestServer.WithAccounts();
        Register(server, needsApproval: true);
        var eve = await server.SignedIn(Role.Editor, "eve");
        Assert.Contains("nobody has approved it yet", await Text(eve, "/models/churn/promote?version=1"), StringComparison.Ordinal);

        var said = await eve.PostForm("/models/churn/versions/1?tab=approval", "/models/churn/versions/1/approval", ("word", "approve"), ("reason", Hostile));

        Assert.Equal((HttpStatusCode.Redirect, "/models/churn/versions/1?tab=approval&done=approved"), (said.StatusCode, said.Headers.Location!.ToString()));
        var word = Assert.Single(server.Workspace.Models.Approvals(ModelReference.Version("churn", 1)));
        Assert.Equal(("eve", true, Hostile), (word.By, word.IsApproved, word.Reason));
        Assert.Contains("Your word is kept: approved.", await Text(eve, "/models/churn/versions/1?tab=approval&done=approved"), StringComparison.Ordinal);
        Assert.Contains("approved by eve", await Text(eve, "/models/churn/promote?version=1"), StringComparison.Ordinal);
        Assert.Contains("Version 1 approved", await Text(eve, "/models/churn"), StringComparison.Ordinal);
        Assert.Equal("eve", server.Workspace.Audit.Page(new AuditFilter { Action = "model.approved" }).Single().Actor);
    }

    [Theory]
    [InlineData(null, "approval_needed")]
    [InlineData("reject", "rejected")]
    public async Task Without_approval_nothing_is_promoted_unless_somebody_insists(string? word, string shown)
    {
        await using var server = await TestServer.WithAccounts();
        Register(server, needsApproval: true);
        var eve = await server.SignedIn(Role.Editor, "eve");
        if (word is not null) await eve.PostForm("/models/churn/versions/1?tab=approval", "/models/churn/versions/1/approval", ("word", word));

        var refused = await eve.PostForm("/models/churn/promote?version=1", "/models/churn/promote", ("version", "1"), ("expected", "none"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains(shown == "rejected" ? "was rejected by eve" : "nobody has approved churn@1", page, StringComparison.Ordinal);
        Assert.Contains("Promote it although its approval is missing", page, StringComparison.Ordinal);
        Assert.Empty(server.Workspace.Models.Get(ModelReference.Version("churn", 1)).Aliases);
        Assert.Equal(HttpStatusCode.Redirect, await eve.PostForm("/models/churn/promote?version=1", "/models/churn/promote", ("version", "1"), ("expected", "none"), ("force", "yes")).Status());
        Assert.Equal([ModelReference.Champion], server.Workspace.Models.Get(ModelReference.Version("churn", 1)).Aliases);
    }

    [Fact]
    public async Task Whoever_may_only_look_gets_no_form_and_no_answer_to_one()
    {
        await using var server = await TestServer.WithAccounts();
        Register(server, needsApproval: true);
        var viewer = await server.SignedIn(Role.Viewer, "vic");
        foreach (var page in (string[])["/models/churn", "/models/churn/versions/1?tab=approval", "/models/churn/promote?version=1"])
        {
            var text = await Text(viewer, page);
            Assert.Contains("You may look at this but not decide", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<form method=\"post\" action=\"/models", text, StringComparison.Ordinal);
        }
        await viewer.ReadToken();

        foreach (var action in (string[])["/models/churn/versions/1/approval", "/models/churn/rules", "/models/churn/promote", "/models/churn/rollback"])
            Assert.Equal(HttpStatusCode.Forbidden, await viewer.PostForm("/models/churn", action, ("word", "approve"), ("approval", "yes")).Status());

        Assert.Empty(server.Workspace.Models.Approvals(ModelReference.Version("churn", 1)));
    }

    [Fact]
    public async Task Rules_are_shown_set_and_audited()
    {
        await using var server = await TestServer.WithAccounts();
        Register(server, needsApproval: false);
        var eve = await server.SignedIn(Role.Editor, "eve");
        Assert.Contains("Every version.", await Text(eve, "/models/churn"), StringComparison.Ordinal);

        var set = await eve.PostForm("/models/churn", "/models/churn/rules", ("approval", "yes"), ("keep", "3"));

        Assert.Equal("/models/churn?done=rules", set.Headers.Location!.ToString());
        Assert.Equal(new ModelRules(NeedsApproval: true, KeepVersions: 3), server.Workspace.Models.Find("churn").Rules);
        Assert.Contains("The newest 3 versions without an alias.", await Text(eve, "/models/churn"), StringComparison.Ordinal);
        Assert.Contains("waits for somebody's approval", await Text(eve, "/"), StringComparison.Ordinal);
        Assert.Equal("eve", server.Workspace.Audit.Page(new AuditFilter { Action = "model.rules_set" }).Single().Actor);
        foreach (var keep in (string[])["0", "-1", "many", "99999999999"])
            Assert.Equal(HttpStatusCode.BadRequest, await eve.PostForm("/models/churn", "/models/churn/rules", ("keep", keep)).Status());
    }

    [Fact]
    public async Task A_form_that_says_neither_yes_nor_no_or_has_no_token_changes_nothing()
    {
        await using var server = await TestServer.WithAccounts();
        Register(server, needsApproval: true);
        var eve = await server.SignedIn(Role.Editor, "eve");
        const string Action = "/models/churn/versions/1/approval";

        Assert.Equal(HttpStatusCode.BadRequest, await eve.PostForm("/models/churn/versions/1?tab=approval", Action, ("word", "perhaps")).Status());
        Assert.Equal(HttpStatusCode.BadRequest, await eve.PostForm("/health", Action, ("word", "approve")).Status());

        Assert.Empty(server.Workspace.Models.Approvals(ModelReference.Version("churn", 1)));
    }

    static void Register(TestServer server, bool needsApproval)
    {
        server.Workspace.Models.Create("churn");
        server.Workspace.Models.RegisterForeign("churn", new ForeignVersion("runs:/0/model"));
        server.Workspace.Models.SetRules("churn", new ModelRules(needsApproval, KeepVersions: null));
    }

    static async Task<string> Text(Browser browser, string page)
    {
        var answer = await browser.Get(page);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        return WebUtility.HtmlDecode(html).Replace("<bdi>", "", StringComparison.Ordinal).Replace("</bdi>", "", StringComparison.Ordinal);
    }
}
