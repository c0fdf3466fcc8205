using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;

namespace Rondo.Lifecycle.Tests.Spec.Resolution;

public sealed class SpecResolverTests
{
    const string Minimal = "define: { target: y }\nprepare: { source: a.csv }\n";

    [Fact]
    public void A_regression_gets_the_defaults_of_the_documentation()
    {
        var resolved = Resolve(Minimal, Numbers(5000));

        var spec = resolved.Spec;
        Assert.Equal(TaskKind.Regression, spec.Define.Task);
        Assert.Equal("median", spec.Define.Baseline);
        Assert.Equal([new BoundSpec("beats_baseline", 0.1)], spec.Define.Success!.Value);
        Assert.Equal(new SplitSpec { Strategy = "random", Test = 0.2, Seed = 42 }, spec.Prepare.Split);
        Assert.Equal(new CrossValidationSpec { Strategy = "k_fold", Folds = 5, Repeats = 1 }, spec.Train.Cv);
        Assert.Equal("rmse", spec.Train.Metric);
        Assert.Equal(["ridge", "random_forest", "gradient_boosting", "mlp"], spec.Train.Models.Select(m => m.Name));
        Assert.Equal(31L, spec.Train.Models[2].Parameters["max_leaves"]);
        Assert.Equal(("drop", "auto", "parts", "auto", "error"), (spec.Prepare.Clean.Duplicates, spec.Prepare.Clean.Missing!.Strategy, spec.Prepare.Features.Dates, spec.Prepare.Features.Scale, spec.Prepare.Leakage));
        Assert.Contains(resolved.Reasons, r => r is { Path: "train.metric", Value: "rmse" });
    }

    [Fact]
    public void Parameters_are_searched_by_default_but_for_folds_in_time_order()
    {
        const string timed = "define: { target: delay }\nprepare: { source: a.csv, time: date }\n";

        Assert.Equal(("bayesian", 20), Tuned(Resolve(Minimal, Numbers(5000))));
        Assert.Equal(("none", null), Tuned(Resolve(timed, Flights(300))));
        Assert.Equal(("bayesian", 5), Tuned(Resolve(timed + "train: { tune: { trials: 5 } }\n", Flights(300))));

        static (string?, int?) Tuned(ResolvedSpec resolved) => (resolved.Spec.Train.Tune.Search, resolved.Spec.Train.Tune.Trials);
    }

    [Fact]
    public void What_the_file_gives_is_not_searched()
    {
        var given = Resolve(Minimal + "train: { models: [gradient_boosting: { learning_rate: 0.1 }] }\n", Numbers(5000)).Spec.Train.Tune.Space;

        Assert.DoesNotContain("gradient_boosting.learning_rate", given.Keys);
        Assert.Contains("gradient_boosting.max_leaves", given.Keys);
    }

    [Fact]
    public void Resolving_what_was_resolved_changes_nothing()
    {
        var table = Flights(300);
        var first = Resolve("define: { target: { late: delay >= 15 } }\nprepare: { source: a.csv, time: date, features: { derive: { far: distance > 500 } } }\n", table);

        var again = Resolve(first.ToYaml(), table);

        Assert.Equal(first.Spec.ToYaml(), again.Spec.ToYaml());
        Assert.Equal(first.SpecHash, again.SpecHash);
        Assert.DoesNotContain(again.Reasons, r => r.Path != "version");
    }

    [Fact]
    public void The_hash_does_not_depend_on_a_name_that_was_not_given()
    {
        var table = Numbers(100);
        var document = SpecReader.Parse(Minimal, "one/rondo.yaml", Given.Parts);
        var moved = document with { DefaultName = "other", Folder = "/elsewhere" };

        Assert.Equal(SpecResolver.Resolve(document, table, Given.Parts).SpecHash, SpecResolver.Resolve(moved, table, Given.Parts).SpecHash);
        Assert.Equal("other", SpecResolver.Resolve(moved, table, Given.Parts).Name);
    }

    [Theory]
    [InlineData(999, 3)]
    [InlineData(1000, 1)]
    public void Small_data_are_folded_three_times(int rows, int repeats) =>
        Assert.Equal(repeats, Resolve(Minimal, Numbers(rows)).Spec.Train.Cv.Repeats);

    [Theory]
    [InlineData(200_000, "k_fold")]
    [InlineData(200_001, "holdout")]
    public void Large_data_hold_one_part_out(int rows, string strategy) =>
        Assert.Equal(strategy, Resolve(Minimal, Numbers(rows)).Spec.Train.Cv.Strategy);

    [Theory]
    [InlineData(19, "pr_auc")]
    [InlineData(20, "roc_auc")]
    public void A_rare_class_is_measured_by_precision_and_recall(int percent, string metric)
    {
        var resolved = Resolve(Minimal, Classes(1000, row => row % 100 < percent ? "no" : "yes"));

        Assert.Equal(metric, resolved.Spec.Train.Metric);
        Assert.Equal(["yes", "no"], resolved.Classes);
        Assert.Equal("no", resolved.Spec.Define.Positive);
        Assert.Equal("stratified", resolved.Spec.Prepare.Split.Strategy);
        Assert.Equal("logistic_regression", resolved.Spec.Train.Models[0].Name);
        Assert.Contains(resolved.Alerts, a => a.Code == "positive_inferred");
    }

    [Fact]
    public void A_given_positive_class_is_the_second()
    {
        var resolved = Resolve("define: { target: y, positive: yes }\nprepare: { source: a.csv }\n", Classes(100, row => row % 4 == 0 ? "no" : "yes"));

        Assert.Equal(["no", "yes"], resolved.Classes);
        Assert.Empty(resolved.Alerts);
    }

    [Fact]
    public void A_target_by_a_condition_is_true_and_its_columns_are_no_features()
    {
        var resolved = Resolve("define: { target: { late: delay >= 15 } }\nprepare: { source: a.csv, time: date, split: { from: 1970-02-01 }, drop: origin }\n", Flights(300));

        Assert.Equal(TaskKind.Binary, resolved.Task);
        Assert.Equal(["false", "true"], resolved.Classes);
        Assert.Equal(["date", "distance"], resolved.Features);
        Assert.Equal(31, resolved.SplitFrom);
        Assert.Equal(("time", null), (resolved.Spec.Prepare.Split.Strategy, resolved.Spec.Prepare.Split.Test));
        Assert.Equal("time_series", resolved.Spec.Train.Cv.Strategy);
    }

    [Fact]
    public void With_a_time_the_folds_follow_it_though_a_column_says_the_split()
    {
        const string file = "define: { target: delay }\nprepare: { source: a.csv, time: date, split: { strategy: column, column: part } }\n";
        var parts = TextColumn.From([.. Enumerable.Range(0, 300).Select(i => i < 240 ? "train" : "test")]);
        var table = Flights(300).With("part", parts);

        Assert.Equal("time_series", Resolve(file, table).Spec.Train.Cv.Strategy);
        Assert.Equal("k_fold", Resolve(file.Replace("time: date, ", "", StringComparison.Ordinal), table).Spec.Train.Cv.Strategy);
    }

    [Fact]
    public void Derived_features_keep_the_raw_columns_that_they_read_as_inputs()
    {
        var resolved = Resolve("""
            define: { target: delay }
            prepare:
              source: a.csv
              drop: [distance]
              features:
                derive: { km: distance * 1.6, far: km > 500, near: km < 10 }
                drop: [near, date]
            """, Flights(300));

        Assert.Equal(["origin", "km", "far"], resolved.Features);
        Assert.Equal(["distance", "origin"], resolved.Inputs);
    }

    [Fact]
    public void Rows_without_a_target_give_an_alert()
    {
        var table = Table.Of(("y", new DoubleColumn([.. Enumerable.Range(0, 100).Select(i => i % 10 == 0 ? double.NaN : i * 1.5)])), ("x", Noise(100)));

        var resolved = Resolve(Minimal, table);

        Assert.Contains(resolved.Alerts, a => a is { Code: "missing_target", Column: "y", Message: "10 of 100 rows have no 'y' and are dropped." });
    }

    [Fact]
    public void Columns_that_can_not_help_are_dropped_with_a_reason()
    {
        const int n = 200;
        var rows = Enumerable.Range(0, n).ToArray();
        var table = Table.Of(
            ("y", Noise(n)),
            ("row", new IntegerColumn(ColumnType.Int64, [.. rows.Select(i => (long)i)])),
            ("user_id", new IntegerColumn(ColumnType.Int64, [.. rows.Select(i => (i * 7919L) % 100_003)])),
            ("year", new IntegerColumn(ColumnType.Int64, [.. rows.Select(i => 1800L + i)])),
            ("visits", new IntegerColumn(ColumnType.Int64, [.. rows.Select(i => (i * 7919L) % 100_003)])),
            ("hash", TextColumn.From([.. rows.Select(i => $"k{i}")])),
            ("city", TextColumn.From([.. rows.Select(i => $"c{i / 2}")])),
            ("note", TextColumn.From([.. rows.Select(i => $"the note number {i / 4}")])),
            ("size", TextColumn.From([.. rows.Select(i => $"of size number {i % 20}")])),
            ("one", new DoubleColumn([.. rows.Select(_ => 1.0)])),
            ("one_or_none", new DoubleColumn([.. rows.Select(i => i % 2 == 0 ? 1.0 : double.NaN)])),
            ("none", new DoubleColumn([.. rows.Select(_ => double.NaN)])),
            ("x", Noise(n)));

        var resolved = Resolve(Minimal, table);

        Assert.Equal(["year", "visits", "city", "size", "one_or_none", "x"], resolved.Features);
        Assert.Equal(
            [("row", "id_column"), ("user_id", "id_column"), ("hash", "id_column"), ("note", "free_text"), ("one", "constant_column"), ("none", "empty_column")],
            resolved.Dropped.Select(d => (d.Name, d.Code)));
        Assert.Equal(resolved.Dropped.Select(d => d.Name), resolved.Spec.Prepare.Drop);
        Assert.Contains("# default: row is an identifier: it numbers the rows; user_id is", resolved.ToYaml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_the_file_encodes_is_wanted()
    {
        var table = Classes(100, row => row % 2 == 0 ? "a" : "b").With("key", TextColumn.From([.. Enumerable.Range(0, 100).Select(i => $"k{i}")]));

        var resolved = Resolve("define: { target: y }\nprepare: { source: a.csv, features: { encode: { key: ordinal } } }\n", table);

        Assert.Contains("key", resolved.Features);
    }

    [Fact]
    public void An_entity_groups_the_split_and_is_no_feature()
    {
        var resolved = Resolve("define: { target: delay }\nprepare: { source: a.csv, entity: origin }\n", Flights(300));

        Assert.Equal("origin", resolved.Spec.Prepare.Split.Group);
        Assert.DoesNotContain("origin", resolved.Features);
    }

    [Theory]
    [InlineData("define: { target: dely }\nprepare: { source: a.csv }", "unknown_column", 1, 19)]
    [InlineData("define: { target: { late: dely >= 15 } }\nprepare: { source: a.csv }", "unknown_column", 1, 27)]
    [InlineData("define: { target: { late: delay >= } }\nprepare: { source: a.csv }", "bad_expression", 1, 35)]
    [InlineData("define: { target: { late: 'delay > origin' } }\nprepare: { source: a.csv }", "type_mismatch", 1, 34)]
    [InlineData("define: { target: { delay: distance > 5 } }\nprepare: { source: a.csv }", "column_exists", 1, 21)]
    [InlineData("define: { target: date }\nprepare: { source: a.csv }", "target_type", 1, 19)]
    [InlineData("define: { target: origin, task: regression }\nprepare: { source: a.csv }", "not_a_number", 1, 19)]
    [InlineData("define: { target: origin, task: binary }\nprepare: { source: a.csv }", "wrong_task", 1, 33)]
    [InlineData("define: { target: delay, task: multiclass }\nprepare: { source: a.csv }", "single_row_class", 1, 19)]
    [InlineData("define: { target: delay, positive: 1 }\nprepare: { source: a.csv }", "conflicting_keys", 1, 26)]
    [InlineData("define: { target: { late: delay > 15 }, positive: yes }\nprepare: { source: a.csv }", "unknown_class", 1, 51)]
    [InlineData("define: { target: delay, baseline: prior }\nprepare: { source: a.csv }", "wrong_baseline", 1, 36)]
    [InlineData("define: { target: delay, success: { f1: 0.5 } }\nprepare: { source: a.csv }", "wrong_metric", 1, 37)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, drop: [origin, delay] }", "target_dropped", 2, 42)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, drop: [origin, distanc] }", "unknown_column", 2, 42)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, drop: distanc }", "unknown_column", 2, 33)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, order_by: [dte] }", "unknown_column", 2, 38)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, time: dte }", "unknown_column", 2, 33)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, time: origin }", "wrong_column_type", 2, 33)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, entity: x }", "unknown_column", 2, 35)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, split: { key: x } }", "unknown_column", 2, 41)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, split: { group: x } }", "unknown_column", 2, 43)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, split: { column: x } }", "unknown_column", 2, 44)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, split: { column: origin } }", "bad_split_value", 2, 44)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, split: { strategy: stratified } }", "wrong_task", 2, 46)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, time: date, split: { from: june } }", "wrong_type", 2, 54)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, time: date, split: { from: 2050-01-01 } }", "empty_part", 2, 54)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, clean: { missing: { distanc: mean } } }", "unknown_column", 2, 47)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, clean: { missing: { origin: mean } } }", "wrong_column_type", 2, 55)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, clean: { missing: { distance: constant(x) } } }", "wrong_column_type", 2, 57)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, features: { encode: { distance: one_hot } } }", "wrong_column_type", 2, 59)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, features: { encode: { orign: one_hot } } }", "unknown_column", 2, 49)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, drop: [origin], features: { encode: { origin: one_hot } } }", "dropped_column", 2, 65)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, features: { derive: { far: distnce > 5 } } }", "unknown_column", 2, 54)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, features: { derive: { far: distance >> 5 } } }", "bad_expression", 2, 64)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, features: { derive: { x: delay + 1 } } }", "target_in_feature", 2, 52)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, features: { derive: { origin: distance + 1 } } }", "column_exists", 2, 49)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv, drop: [date, distance, origin] }", "no_features", 2, 10)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv }\ntrain: { metric: f1 }", "wrong_metric", 3, 10)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv }\ntrain: { models: [ridge, logistic_regression] }", "wrong_task", 3, 26)]
    [InlineData("define: { target: delay }\nprepare: { source: a.csv }\ntrain: { cv: { strategy: stratified } }", "wrong_task", 3, 26)]
    public void What_does_not_fit_the_data_has_its_code_and_place(string text, string code, int line, int column)
    {
        var mistakes = Mistakes(text, Flights(300));

        var mistake = mistakes.FirstOrDefault(m => m.Code == code);
        Assert.True(mistake is not null, string.Join('\n', mistakes.Select(m => $"{m.Code} {m}")));
        Assert.Equal(("rondo.yaml", line, column, Blame.User), (mistake.File, mistake.Line, mistake.Column, mistake.Blame));
    }

    [Fact]
    public void A_target_without_values_or_with_one_value_is_refused()
    {
        var none = Mistakes(Minimal, Numbers(50).With("y", new DoubleColumn([.. Enumerable.Repeat(double.NaN, 50)])));
        var one = Mistakes(Minimal, Classes(50, _ => "a"));

        Assert.Equal(("missing_target", 1, 19), (none[0].Code, none[0].Line, none[0].Column));
        Assert.Equal(("constant_target", 1, 19), (one[0].Code, one[0].Line, one[0].Column));
    }

    [Fact]
    public void A_table_without_rows_is_refused()
    {
        var mistake = Assert.Single(Mistakes(Minimal, Numbers(0)));

        Assert.Equal(("empty_table", 2, 20), (mistake.Code, mistake.Line, mistake.Column));
    }

    [Fact]
    public void Too_few_rows_are_refused()
    {
        Assert.Equal("too_few_rows", Assert.Single(Mistakes(Minimal, Numbers(12))).Code);
        Assert.Equal(5, Resolve(Minimal, Numbers(13)).Spec.Train.Cv.Folds);
    }

    [Fact]
    public void A_class_of_one_row_is_named()
    {
        var mistake = Assert.Single(Mistakes(Minimal, Classes(100, row => row == 3 ? "rare" : row % 2 == 0 ? "a" : "b")));

        Assert.Equal("single_row_class", mistake.Code);
        Assert.Contains("'rare'", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_too_small_for_the_folds_is_refused_with_two_classes_and_told_with_more()
    {
        var binary = Classes(100, row => row < 5 ? "a" : "b");
        var multi = Classes(100, row => row < 5 ? "a" : row % 2 == 0 ? "b" : "c");

        Assert.Equal("single_class_fold", Assert.Single(Mistakes(Minimal, binary)).Code);
        Assert.Equal(3, Resolve(Minimal + "train: { cv: { folds: 3 } }\n", binary).Spec.Train.Cv.Folds);
        Assert.Contains(Resolve(Minimal, multi).Alerts, a => a.Code == "small_class");
    }

    [Fact]
    public void All_that_does_not_fit_is_told_together()
    {
        var mistakes = Mistakes("""
            define: { target: dely }
            prepare: { source: a.csv, drop: [x], time: z, features: { derive: { far: distnce > 5 } } }
            """, Flights(300));

        Assert.Equal(["unknown_column", "unknown_column", "unknown_column", "unknown_column"], mistakes.Select(m => m.Code));
        Assert.Equal("Did you mean 'delay'?", mistakes[0].Hint);
    }

    [Fact]
    public void Rows_without_a_time_are_named()
    {
        var table = Flights(300).With("date", new IntegerColumn(ColumnType.Date, new long[300], [.. Enumerable.Range(0, 300).Select(i => i == 41)]));

        var mistake = Mistakes("define: { target: delay }\nprepare: { source: a.csv, time: date }", table).First(m => m.Code == "missing_time");

        Assert.Contains("row 42", mistake.Message, StringComparison.Ordinal);
    }

    static ResolvedSpec Resolve(string text, Table table) => SpecResolver.Resolve(SpecReader.Parse(text, "rondo.yaml", Given.Parts), table, Given.Parts);

    static IReadOnlyList<Mistake> Mistakes(string text, Table table) => Assert.Throws<RondoException>(() => Resolve(text, table)).Mistakes;

    static DoubleColumn Noise(int rows) => new([.. Enumerable.Range(0, rows).Select(i => i * 7919 % 10_007 / 10.0)]);

    static Table Numbers(int rows) => Table.Of(("y", Noise(rows)), ("x", Noise(rows)));

    static Table Classes(int rows, Func<int, string> label) =>
        Table.Of(("y", TextColumn.From([.. Enumerable.Range(0, rows).Select(label)])), ("x", Noise(rows)));

    static Table Flights(int rows) => Table.Of(
        ("date", new IntegerColumn(ColumnType.Date, [.. Enumerable.Range(0, rows).Select(i => i / 5L)])),
        ("delay", new DoubleColumn([.. Enumerable.Range(0, rows).Select(i => i * 7919 % 601 / 10.0)])),
        ("distance", Noise(rows)),
        ("origin", TextColumn.From([.. Enumerable.Range(0, rows).Select(i => ((string[])["SFO", "LAX", "JFK"])[i % 3])])));
}
