namespace Rondo.Lifecycle.Tests.Spec;

/// <summary>The two full files of the documentation: every key that there is.</summary>
static class Examples
{
    public const string Housing = """
        version: 1
        name: california-housing

        define:
          question: What is a fair median house value for a census block?
          hypothesis: Location, income and age of housing explain most of the price.
          owner: pricing@example.org
          task: regression
          target: median_house_value
          baseline: median
          success:
            rmse: 50000
            r2: 0.80
            latency_p99_ms: 20
            model_size_mb: 20

        prepare:
          source: data/housing.csv
          schema: schema/housing.yaml
          checks:
            rows: { min: 10000 }
            median_income: { min: 0, max: 20 }
            ocean_proximity: { in: [INLAND, NEAR BAY, NEAR OCEAN, "<1H OCEAN", ISLAND] }
            on_fail: stop
          clean:
            duplicates: drop
            missing: { total_bedrooms: median }
            outliers: { population: quantile_clip(0.01, 0.99) }
          features:
            derive:
              rooms_per_household: total_rooms / households
              bedrooms_ratio: total_bedrooms / total_rooms
            encode: { ocean_proximity: one_hot }
            scale: standard
            select: { method: rfe, keep: 10 }
          split: { strategy: random, test: 0.2, seed: 42 }
          leakage: error

        train:
          metric: rmse
          models:
            - ridge
            - random_forest: { n_estimators: 300 }
            - gradient_boosting: { early_stopping: 30 }
            - mlp: { hidden: [32, 32], activation: relu, optimizer: adam, epochs: 50 }
          cv: { folds: 5, strategy: k_fold }
          tune:
            search: bayesian
            trials: 60
            timeout: 5m
            space:
              gradient_boosting.learning_rate: loguniform(0.01, 0.3)
              gradient_boosting.max_depth: int(3, 10)
          evaluate:
            slices: [ocean_proximity]
            explain: [permutation, shap]
            intervals: 0.9

        deploy:
          register: { alias: challenger, if: success }
          rest: { port: 8080, auth: api_key }
          batch: { input: "inbox/*.csv", output: scored/, schedule: "0 2 * * *" }
          edge: { formats: [onnx, c, js] }
          container: { contract: sagemaker }

        observe:
          log: { sample: 1.0, retain: 90d }
          labels: { source: data/sales.csv, key: prediction_id, delay: 30d }
          drift: { reference: training, window: 1d, method: auto }
          performance: { metric: rmse, threshold: 55000, window: 7d }
          alerts:
            - when: drift.share > 0.3
              for: 2
              notify: { webhook: "${ALERT_URL}" }
            - when: latency_p99_ms > 20
              for: 3
              notify: { webhook: "${ALERT_URL}" }

        experiment:
          mode: shadow
          control: champion
          treatment: challenger
          duration: 7d
          decide: { metric: rmse, better_by: 1%, confidence: 0.95, then: promote }

        retrain:
          when:
            - schedule: "0 3 * * 0"
            - drift
            - performance
            - new_rows: 2000
          window: expanding
          gate: { holdout: same, better_than: champion, and: success }
          then: experiment
        """;

    public const string Churn = """
        version: 1
        name: telco-churn

        define:
          question: Which customers will cancel in the next 30 days?
          hypothesis: A retention offer to the riskiest 10% saves more than it costs.
          task: binary
          target: churned
          positive: "yes"
          baseline: prior
          success:
            pr_auc: 0.60
            recall_at_precision(0.5): 0.70
            cost_per_customer: 4.0
          costs: { false_positive: 5, false_negative: 120 }

        prepare:
          sources:
            customers: { from: "postgres://crm", table: customers }
            events: { from: "events/*.parquet" }
            labels: { from: data/churn_labels.csv }
          entity: customer_id
          time: observed_at
          join:
            base: labels
            customers: { on: customer_id }
            events: { on: customer_id, as_of: observed_at }
          clean:
            missing: auto
            categories: { merge_spelling: true, rare: 0.01 }
          features:
            derive:
              tenure_months: months(observed_at - joined_at)
              calls_30d: count(events.call, 30d)
              spend_change: sum(events.amount, 30d) / sum(events.amount, 90d)
            encode: { plan: one_hot, city: target, notes: tfidf }
            drop: [customer_id, phone]
          split: { strategy: time, test: 0.2, group: customer_id }
          balance: class_weight
          augment: none
          leakage: error

        train:
          metric: pr_auc
          models: [logistic_regression, gradient_boosting, random_forest]
          cv: { folds: 5, strategy: time_series, gap: 30d }
          tune: { search: bayesian, trials: 80, timeout: 10m }
          calibrate: isotonic
          threshold: min_cost
          evaluate:
            slices: [plan, region]
            fairness: { by: age_band, metric: recall, ratio: 0.8 }

        deploy:
          register: { alias: challenger, if: success }
          rest: { entity_lookup: customer_id }
          batch: { input: customers, output: "postgres://crm/churn_scores", schedule: "@daily" }

        observe:
          labels: { source: labels, key: customer_id, delay: 30d }
          estimate: without_labels
          drift: { window: 7d, threshold: 0.1 }
          mask: [phone, email]
          alerts:
            - when: pr_auc < 0.55 or drift.share > 0.25
              notify: { email: retention@example.org }

        experiment:
          mode: ab
          control: champion
          treatment: challenger
          unit: customer_id
          split: { control: 90%, treatment: 10% }
          goal: { metric: retained_revenue, min_effect: 2%, power: 0.8, confidence: 0.95, test: sequential }
          guardrails: { complaints: +5%, latency_p99_ms: 30 }
          then: { win: promote, lose: rollback, unclear: hold }

        retrain:
          when: [drift, performance, { schedule: "@monthly" }]
          window: { sliding: 18mo }
          gate: { better_than: champion, on: pr_auc, and: success }
          then: experiment
          keep: 5
        """;
}
