# Headrace. `make help` tells what there is.
.DEFAULT_GOAL := help
.PHONY: help run build test dev bench fuzz rotate format reset jdk
SHELL := /bin/sh

HEADRACE_DATA ?= .headrace
export HEADRACE_DATA

JDK = $(shell sh deploy/local/find-jdk.sh)
MVN = JAVA_HOME="$(JDK)" mvn -B -ntp
SERVICES := task-service webhook-service analytics-service cache-service gateway-service
PACKAGES := $(SERVICES:%=%/target/quarkus-app/quarkus-run.jar)
RUN_MODULES := deploy/local,task-service,webhook-service,analytics-service,cache-service,gateway-service
# What goes into the packages: a newer file among these means to build again.
SOURCES = $(shell find pom.xml platform deploy/local docs/reference/errors docs/contracts/asyncapi.json $(SERVICES) \
  \( -name target -o -path '*/src/test' \) -prune -o -type f -print)
LAUNCHER = "$(JDK)/bin/java" -Xmx48m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dslf4j.internal.verbosity=ERROR \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "deploy/local/target/classes:deploy/local/target/lib/*"

help: ## show this list
	@grep -E '^[a-z]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'
	@echo "  Variables of run: HEADRACE_PORT, HEADRACE_DATA, HEADRACE_DEMO=0; all in docs/guides/local.md"

run: build ## start everything, show the main job, stay until Ctrl-C
	@HEADRACE_PARENT=$$PPID exec $(LAUNCHER) dev.headrace.local.launch.Launcher

build: jdk $(if $(filter-out $(wildcard $(PACKAGES)),$(PACKAGES)),rebuild,target/run.stamp) ## package what has changed

.PHONY: rebuild
rebuild target/run.stamp:
	@echo "Building Headrace (the first time takes some minutes, most of it downloads)"
	@mkdir -p target
	@{ $(MVN) -Dmaven.test.skip=true -pl $(RUN_MODULES) -am package 2>&1; echo $$? > target/build.rc; } | tee target/build.log \
	  | sed -n 's/^\[INFO\] Building \(Headrace.*\)$$/  \1/p'
	@test "$$(cat target/build.rc)" = 0 || { grep -E '^\[ERROR\]' target/build.log | head -20; echo "All of it: target/build.log" >&2; exit 1; }
	@touch target/run.stamp

target/run.stamp: $(SOURCES)

dev: build ## the same with S=task-service (or another) from its sources, reloaded as you edit
	@test -n "$(S)" || { echo "make dev S=task-service, or another of: $(SERVICES)" >&2; exit 1; }
	@HEADRACE_PARENT=$$PPID HEADRACE_DEMO=0 HEADRACE_DEVELOP="$(S)" exec $(LAUNCHER) dev.headrace.local.launch.Launcher

test: jdk ## format, static analysis, unit, integration and e2e tests
	$(MVN) verify

bench: build target/bench.stamp ## measure throughput and latency; ARGS="--runs=1" passes options
	@"$(JDK)/bin/java" -cp "deploy/bench/target/classes:deploy/local/target/classes:deploy/bench/target/lib/*" \
	  dev.headrace.bench.Bench $(ARGS)

fuzz: build target/bench.stamp ## send almost right requests; ARGS="http://127.0.0.1:8080 sk_… minutes seed"
	@"$(JDK)/bin/java" -cp "deploy/bench/target/classes:deploy/bench/target/lib/*" dev.headrace.bench.fuzz.Fuzz $(ARGS)

target/bench.stamp: $(shell find deploy/bench -name target -prune -o -type f -print) target/run.stamp
	@$(MVN) -q -Dmaven.test.skip=true -pl deploy/bench -am package
	@touch target/bench.stamp

rotate: build ## give the running suite new keys for its internal identity
	@$(LAUNCHER) dev.headrace.local.key.Rotation "$(HEADRACE_DATA)"

format: jdk ## format all sources
	$(MVN) -q -pl '!deploy/local/kafka' com.diffplug.spotless:spotless-maven-plugin:apply

reset: ## delete the data folder
	@test ! -e "$(HEADRACE_DATA)" || test -f "$(HEADRACE_DATA)/lock" \
	  || { echo "$(HEADRACE_DATA) is not a data folder of Headrace: nothing deleted" >&2; exit 1; }
	@test ! -s "$(HEADRACE_DATA)/pids" || ! kill -0 "$$(cat "$(HEADRACE_DATA)/lock")" 2>/dev/null \
	  || { echo "Headrace runs on $(HEADRACE_DATA): stop it first" >&2; exit 1; }
	@rm -rf -- "$(HEADRACE_DATA)"
	@echo "Deleted $(HEADRACE_DATA)"

jdk:
	@test -n "$(JDK)" || { echo "Headrace needs a JDK 25: install one (for example Temurin 25 from https://adoptium.net," \
	  "or \"sdk install java 25-tem\") or set JAVA_HOME to it" >&2; exit 1; }
