using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Tests.Spec;

public sealed class SpecReaderTests
{
    [Fact]
    public void The_six_line_file_is_enough()
    {
        var spec = Given.Spec(Given.Short);

        Assert.Equal("california-housing", spec.Name);
        Assert.Equal(new TargetSpec("median_house_value"), spec.Define.Target);
        Assert.Equal([new BoundSpec("rmse", 50000)], spec.Define.Success!.Value);
        Assert.Equal(["data/housing.csv"], spec.Prepare.Source!.From);
        Assert.Null(spec.Define.Task);
        Assert.Empty(spec.Train.Models);
    }

    [Fact]
    public void Every_key_of_this_version_is_read()
    {
        var spec = Given.Spec("""
            version: 1
            name: flights
            define:
              question: Which flights come late?
              hypothesis: Time and route explain it.
              owner: ops@example.org
              task: binary
              target: { late: delay >= 15 }
              positive: yes
              baseline: prior
              success: { roc_auc: 0.7, latency_p99_ms: 20 }
            prepare:
              source: [a.parquet, "b/*.parquet"]
              schema: schema/flights.yaml
              order_by: [date, id]
              time: date
              entity: plane
              missing: [n/a, -999, ""]
              drop: [id]
              clean:
                duplicates: keep
                missing: { distance: median, origin: { constant: none }, hour: constant(0) }
              features:
                derive:
                  hour: hour(date)
                  night: hour < 6
                encode: { origin: one_hot, size: ordinal }
                scale: standard
                dates: cyclic
                drop: date
              split: { strategy: time, from: 2001-06-01, group: plane, seed: 7 }
              leakage: warn
              limits: { max_cell_bytes: 1000, max_columns: 50 }
            train:
              metric: roc_auc
              models:
                - logistic_regression
                - gradient_boosting: { early_stopping: 30 }
              cv: { folds: 4, strategy: time_series, gap: 10 }
              evaluate: { explain: [permutation] }
            """);

        Assert.Equal(TaskKind.Binary, spec.Define.Task);
        Assert.Equal(new TargetSpec("late", "delay >= 15"), spec.Define.Target);
        Assert.Equal("yes", spec.Define.Positive);
        Assert.Equal(["a.parquet", "b/*.parquet"], spec.Prepare.Source!.From);
        Assert.Equal(["n/a", "-999", ""], spec.Prepare.Missing);
        Assert.Equal(["hour", "night"], spec.Prepare.Features.Derive.Select(d => d.Name));
        Assert.Equal(new MissingSpec("constant", "0"), spec.Prepare.Clean.MissingBy["hour"]);
        Assert.Equal(new MissingSpec("constant", "none"), spec.Prepare.Clean.MissingBy["origin"]);
        Assert.Equal("ordinal", spec.Prepare.Features.Encode["size"]);
        Assert.Equal("2001-06-01", spec.Prepare.Split.From);
        Assert.Equal(50, spec.Prepare.Limits.MaxColumns);
        Assert.Equal(30L, spec.Train.Models[1].Parameters["early_stopping"]);
        Assert.Equal(new CrossValidationSpec { Folds = 4, Strategy = "time_series", Gap = "10" }, spec.Train.Cv);
        Assert.Equal(["permutation"], spec.Train.Evaluate.Explain!.Value);
    }

    [Theory]
    [InlineData("define", "targt: y", "unknown_key", 2, 3, "Did you mean 'target'?")]
    [InlineData("define", "target: [y]", "wrong_type", 2, 11, null)]
    [InlineData("define", "target: 5", "wrong_type", 2, 11, "If it is text, quote it: \"5\".")]
    [InlineData("define", "target:", "wrong_type", 2, 10, null)]
    [InlineData("define", "target: y\ntask: binry", "unknown_value", 3, 9, "Did you mean 'binary'?")]
    [InlineData("define", "target: y\nsuccess: { rsme: 1 }", "unknown_metric", 3, 14, "Did you mean 'rmse'?")]
    [InlineData("define", "target: y\nsuccess: { rmse: '>= 5' }", "wrong_type", 3, 20, "A bound is a bare number, in the metric's good direction.")]
    [InlineData("define", "target: y\nsuccess: { accuracy: 85 }", "out_of_range", 3, 24, null)]
    [InlineData("define", "target: { a: x, b: z }", "wrong_type", 2, 11, null)]
    [InlineData("prepare", "source: a.csv\ndrop: { a: b }", "wrong_type", 5, 9, null)]
    [InlineData("prepare", "source: a.csv\nsplit: { test: 20 }", "out_of_range", 5, 18, "For 20 percent write 0.2.")]
    [InlineData("prepare", "source: a.csv\nsplit: { test: yes }", "wrong_type", 5, 18, null)]
    [InlineData("prepare", "source: a.csv\nsplit: { sed: 4 }", "unknown_key", 5, 12, "Did you mean 'seed'?")]
    [InlineData("prepare", "source: a.csv\nsplit: { strategy: column }", "missing_key", 5, 10, null)]
    [InlineData("prepare", "source: a.csv\nsplit: { strategy: time }", "missing_key", 4, 3, null)]
    [InlineData("prepare", "source: a.csv\nsplit: { column: part, test: 0.5 }", "conflicting_keys", 5, 26, null)]
    [InlineData("prepare", "source: a.csv\nsplit: { from: 2020-01-01 }", "conflicting_keys", 5, 12, null)]
    [InlineData("prepare", "source: a.csv\nclean: { missing: { a: medain } }", "unknown_value", 5, 26, "Did you mean 'median'?")]
    [InlineData("prepare", "source: a.csv\nclean: { missing: constant }", "missing_value", 5, 21, null)]
    [InlineData("prepare", "source: a.csv\nfeatures: { encode: { a: tfidf } }", "not_yet_supported", 5, 28, "Remove it.")]
    [InlineData("prepare", "source: a.csv\nfeatures: { encode: { a: targt } }", "unknown_value", 5, 28, "Did you mean 'target'?")]
    [InlineData("prepare", "source: a.csv\nfeatures: { scale: minmax }", "unknown_value", 5, 22, "Did you mean 'min_max'?")]
    [InlineData("prepare", "source: a.csv\nfeatures: { select: { keep: 3 } }", "missing_key", 5, 23, null)]
    [InlineData("prepare", "source: a.csv\nclean: { outliers: { a: quantile_clip(0.9, 0.1) } }", "unknown_value", 5, 27, null)]
    [InlineData("prepare", "source: a.csv\nclean: { outliers: { a: iqqr(1.5) } }", "unknown_value", 5, 27, "Did you mean 'iqr'?")]
    [InlineData("prepare", "source: a.csv\nclean: { categories: { rare: 5 } }", "out_of_range", 5, 32, "For 5 percent write 0.05.")]
    [InlineData("prepare", "drop: [a]", "missing_key", 4, 3, null)]
    [InlineData("train", "models: [rigde]", "unknown_algorithm", 6, 12, "Did you mean 'ridge'?")]
    [InlineData("train", "tune: { trails: 5 }", "unknown_key", 6, 11, "Did you mean 'trials'?")]
    [InlineData("train", "tune: { search: bayes }", "unknown_value", 6, 19, null)]
    [InlineData("train", "tune: { timeout: 60 }", "wrong_type", 6, 20, "Give the unit: 60s.")]
    [InlineData("train", "tune: { space: { rigde.alpha: [1] } }", "unknown_algorithm", 6, 20, "Did you mean 'ridge'?")]
    [InlineData("train", "tune: { space: { ridge.alpha: 'uniform(2, 1)' } }", "bad_range", 6, 33, null)]
    [InlineData("train", "tune: { space: { ridge.alpa: [1] } }", "unknown_parameter", 6, 20, "Did you mean 'alpha'?")]
    [InlineData("train", "threshold: 2", "out_of_range", 6, 14, null)]
    [InlineData("train", "threshold: f2", "unknown_value", 6, 14, null)]
    [InlineData("train", "calibrate: isotnic", "unknown_value", 6, 14, "Did you mean 'isotonic'?")]
    [InlineData("train", "evaluate: { intervals: 90 }", "out_of_range", 6, 26, "For 90 percent write 0.9.")]
    [InlineData("train", "evaluate: { fairness: { by: a } }", "missing_key", 6, 25, null)]
    [InlineData("define", "target: y\ncosts: { false_positive: 1 }", "missing_key", 3, 10, null)]
    [InlineData("define", "target: y\ncosts: { false_positive: -1, false_negative: 1 }", "out_of_range", 3, 28, null)]
    [InlineData("train", "models: [ridge: { alpa: 1 }]", "unknown_parameter", 6, 21, "Did you mean 'alpha'?")]
    [InlineData("train", "models: [ridge: { alpha: -1 }]", "bad_parameter", 6, 28, null)]
    [InlineData("train", "models: []", "wrong_type", 6, 11, null)]
    [InlineData("train", "metric: acuracy", "unknown_value", 6, 11, "Did you mean 'accuracy'?")]
    [InlineData("train", "cv: { folds: 1 }", "out_of_range", 6, 16, null)]
    [InlineData("train", "cv: { folds: 2.5 }", "wrong_type", 6, 16, null)]
    [InlineData("train", "cv: { gap: 30d, strategy: time_series }", "missing_key", 6, 14, null)]
    [InlineData("train", "cv: { gap: 3 }", "conflicting_keys", 6, 9, null)]
    public void A_mistake_has_its_code_place_and_hint(string section, string body, string code, int line, int column, string? hint)
    {
        var mistakes = Given.Mistakes(Given.With(section, body));

        var mistake = mistakes.First(m => m.Code == code);
        Assert.Equal(("rondo.yaml", line, column), (mistake.File, mistake.Line, mistake.Column));
        if (hint is not null) Assert.Equal(hint, mistake.Hint);
        Assert.Equal(Blame.User, mistake.Blame);
    }

    [Fact]
    public void All_mistakes_are_told_together_in_the_order_of_the_file()
    {
        var mistakes = Given.Mistakes("""
            nmae: x
            define:
              task: regresion
            prepare:
              source: 5
              augment: smote
            train:
              models: [rigde, mpl]
            """);

        Assert.Equal(
            ["unknown_key", "missing_key", "unknown_value", "wrong_type", "not_yet_supported", "unknown_algorithm", "unknown_algorithm"],
            mistakes.Select(m => m.Code));
        Assert.Equal([1, 3, 3, 5, 6, 8, 8], mistakes.Select(m => m.Line!.Value));
    }

    [Fact]
    public void The_full_churn_file_is_refused_only_for_what_is_not_built_yet()
    {
        AssertOnlyUnsupported(Examples.Churn.Replace("{ from: \"postgres://crm\", table: customers }", "customers.csv", StringComparison.Ordinal),
        [
            "prepare.features.derive.calls_30d", "prepare.features.derive.spend_change",
            "prepare.features.encode.notes",
        ]);
    }

    [Fact]
    public void The_full_housing_file_is_read_and_says_what_is_not_used()
    {
        var document = SpecReader.Parse(Examples.Housing);

        Assert.Equal(["deploy", "experiment", "observe", "retrain"], document.Spec.Later.Keys);
        Assert.All(document.Alerts, a => Assert.Equal("section_not_used", a.Code));
        Assert.Contains(document.Alerts, a => a.Message.StartsWith("'deploy.edge' ", StringComparison.Ordinal));
        Assert.DoesNotContain(document.Alerts, a => a.Message.StartsWith("'deploy.rest' ", StringComparison.Ordinal));
        Assert.DoesNotContain(document.Alerts, a => a.Message.StartsWith("'retrain", StringComparison.Ordinal) || a.Message.StartsWith("'experiment", StringComparison.Ordinal));
        Assert.Equal(SpecJson.Hash(document.Spec), SpecJson.Hash(Given.Spec(document.Spec.ToYaml())));
    }

    [Fact]
    public void The_syntax_of_expressions_is_checked_before_there_are_data()
    {
        var mistakes = Given.Mistakes("""
            define: { target: { late: delay >= } }
            prepare:
              source: a.csv
              features:
                derive:
                  far: "distance >> 500"
            """);

        Assert.Equal([("bad_expression", 1, 35), ("bad_expression", 6, 23)], mistakes.Select(m => (m.Code, m.Line!.Value, m.Column!.Value)));
    }

    [Fact]
    public void Both_sections_are_asked_for_when_the_file_has_neither()
    {
        var mistakes = Given.Mistakes("name: x");

        Assert.Equal(["define", "prepare"], mistakes.Select(m => m.Field));
        Assert.All(mistakes, m => Assert.Equal("missing_key", m.Code));
    }

    [Fact]
    public void A_later_section_is_kept_and_gives_an_alert()
    {
        var document = SpecReader.Parse(Given.Short + "\nobserve:\n  drift: { window: 1d }\nexperiment: {}\ndeploy: { edge: { formats: [onnx] } }", parts: Given.Parts);

        Assert.Equal(["deploy", "experiment", "observe"], document.Spec.Later.Keys);
        Assert.All(document.Alerts, a => Assert.Equal("section_not_used", a.Code));
        Assert.Contains("'deploy' is declared, and not in force in this version of Rondo.", document.Alerts.Select(a => a.Message));
    }

    [Fact]
    public void What_is_in_force_of_a_later_section_gives_no_alert()
    {
        var document = SpecReader.Parse(Given.Short + "\ndeploy: { rest: { port: 8081 }, edge: { formats: onnx } }\nobserve: { mask: a, alerts: [{ when: rows < 1 }] }", parts: Given.Parts);

        Assert.Equal(["'deploy.edge' is declared, and not in force in this version of Rondo."], document.Alerts.Select(a => a.Message));
    }

    [Theory]
    [InlineData("deploy: { rest: { prot: 8081 } }", "unknown_key", "deploy.rest.prot", "port")]
    [InlineData("deploy: { rest: { port: 80810 } }", "out_of_range", "deploy.rest.port", "")]
    [InlineData("deploy: { rest: { port: eighty } }", "wrong_type", "deploy.rest.port", "")]
    [InlineData("deploy: { rest: { auth: password } }", "unknown_value", "deploy.rest.auth", "api_key")]
    [InlineData("deploy: { rest: { timeout: soon } }", "wrong_type", "deploy.rest.timeout", "")]
    [InlineData("deploy: { batch: { input: a.csv, output: b.csv, schedule: sometimes } }", "bad_schedule", "deploy.batch.schedule", "@daily")]
    [InlineData("observe: { log: { sample: 2 } }", "out_of_range", "observe.log.sample", "")]
    [InlineData("observe: { mask: [phone, 5] }", "wrong_type", "observe.mask[1]", "\"5\"")]
    [InlineData("observe: { alerts: [ { for: 2 } ] }", "missing_key", "observe.alerts[0].when", "when")]
    [InlineData("experiment: { split: { control: half } }", "wrong_type", "experiment.split.control", "")]
    [InlineData("retrain: { when: drfit }", "unknown_value", "retrain.when", "drift")]
    [InlineData("retrain: { window: { slding: 18mo } }", "unknown_key", "retrain.window.slding", "sliding")]
    [InlineData("retrain: { window: 18mo }", "unknown_value", "retrain.window", "expanding")]
    public void A_mistake_in_a_later_section_is_named(string section, string code, string field, string hint)
    {
        var mistakes = Given.Mistakes(Given.Short + "\n" + section);

        var mistake = mistakes.First(m => m.Code == code);
        Assert.Equal(field, mistake.Field);
        Assert.Equal(7, mistake.Line);
        Assert.Contains(hint, mistake.Hint ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_section_must_be_a_mapping()
    {
        var mistake = Given.Mistake(Given.Short + "\ndeploy: on");

        Assert.Equal(("wrong_type", 7, 9), (mistake.Code, mistake.Line, mistake.Column));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("off")]
    [InlineData("1")]
    [InlineData("true")]
    public void A_class_keeps_its_spelling(string word)
    {
        var spec = Given.Spec(Given.With("define", $"target: y\npositive: {word}"));

        Assert.Equal(word, spec.Define.Positive);
    }

    [Fact]
    public void A_newer_file_is_refused()
    {
        var mistake = Given.Mistake("version: 2\n" + Given.Short);

        Assert.Equal(("newer_file", 1, 10), (mistake.Code, mistake.Line, mistake.Column));
    }

    [Fact]
    public void A_name_that_commands_could_not_take_is_refused()
    {
        var mistake = Given.Mistake(Given.Short.Replace("california-housing", "my model@3", StringComparison.Ordinal));

        Assert.Equal(("bad_name", 1, 7), (mistake.Code, mistake.Line, mistake.Column));
        Assert.Contains("'my-model-3'", mistake.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Assert.Throws<RondoException>(() => SpecReader.Read("no/such/rondo.yaml"));

        Assert.Equal(("file_not_found", "no/such/rondo.yaml"), (fault.Mistakes[0].Code, fault.Mistakes[0].File));
    }

    [Fact]
    public void A_folder_means_its_rondo_yaml_and_gives_the_name()
    {
        var folder = Directory.CreateTempSubdirectory("rondo spec");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "rondo.yaml"), "define: { target: y }\nprepare: { source: a.csv }\n");

            var document = SpecReader.Read(folder.FullName, Given.Parts);

            Assert.Equal(folder.FullName, document.Folder);
            Assert.Equal(folder.Name.Replace(' ', '-'), document.Name);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Data_and_target_are_a_spec_too()
    {
        var document = SpecDocument.ForData("data/housing.csv", "price");

        Assert.Equal("housing", document.Name);
        Assert.Equal(["data/housing.csv"], document.Spec.Prepare.Source!.From);
        Assert.Equal("price", document.Spec.Define.Target!.Name);
    }

    static void AssertOnlyUnsupported(string text, string[] paths)
    {
        var mistakes = Given.Mistakes(text);

        Assert.All(mistakes, m => Assert.Equal(("not_yet_supported", Blame.User, "Remove it."), (m.Code, m.Blame, m.Hint)));
        Assert.All(mistakes, m => Assert.NotNull(m.Line));
        Assert.Equal(paths, mistakes.Select(m => m.Field));
    }
}
